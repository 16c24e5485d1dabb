/**
 * STOP and START words (guard-rules.md, Identity, consent, duplicates). A word counts when it is the whole message,
 * trimmed of space, punctuation and symbols at its ends and case-folded; never as a part. Words that are everyday
 * answers to a bot (cancel, end, quit, no, yes) are left out on purpose.
 */

const STOP: Record<string, string[]> = {
  en: [
    'stop',
    'stop all',
    'stopall',
    'unsubscribe',
    'opt out',
    'optout',
    'opt-out',
    'stop promotions',
    'stop marketing',
  ],
  de: ['stopp', 'abmelden', 'abbestellen', 'austragen'],
  fr: ['arrêt', 'arrêter', 'arrêtez', 'stopper', 'désabonner', 'désabonnement', 'se désabonner', 'désinscription'],
  es: ['alto', 'parar', 'detener', 'baja', 'darse de baja', 'cancelar suscripción', 'no más mensajes'],
  pt: ['pare', 'parar', 'sair da lista', 'descadastrar', 'cancelar inscrição', 'cancelar subscrição'],
  it: ['ferma', 'fermare', 'disiscriviti', 'annulla iscrizione', 'cancella iscrizione'],
  nl: ['stoppen', 'afmelden', 'uitschrijven'],
  sv: ['stoppa', 'avregistrera', 'avsluta prenumeration'],
  da: ['afmeld', 'frameld'],
  no: ['meld meg av', 'avmeld'],
  fi: ['lopeta', 'peruuta tilaus'],
  pl: ['zatrzymaj', 'wypisz', 'wypisz mnie', 'rezygnuję'],
  cs: ['zastavit', 'odhlásit', 'odhlásit odběr'],
  ro: ['oprește', 'dezabonare', 'dezabonează-mă'],
  hu: ['leiratkozás', 'leiratkozom', 'leállítás'],
  el: ['στοπ', 'σταμάτα', 'διαγραφή από τη λίστα'],
  ru: ['стоп', 'остановить', 'отписаться', 'отписка', 'отпишите меня'],
  uk: ['відписатися', 'відписка', 'зупинити'],
  tr: ['dur', 'durdur', 'abonelikten çık', 'listeden çık'],
  ar: ['توقف', 'إيقاف', 'قف', 'إلغاء الاشتراك', 'الغاء الاشتراك'],
  fa: ['لغو اشتراک', 'لغو عضویت'],
  he: ['עצור', 'הסר', 'הסרה', 'הסירו אותי'],
  hi: ['रोकें', 'रोको', 'रुको', 'बंद करें', 'बंद करो', 'स्टॉप'],
  bn: ['বন্ধ করুন', 'থামান'],
  ur: ['بند کریں', 'روکیں'],
  id: ['berhenti', 'berhenti berlangganan', 'henti'],
  vi: ['dừng', 'dừng lại', 'hủy đăng ký'],
  th: ['หยุด', 'ยกเลิกการสมัคร'],
  zh: ['停止', '退订', '退訂', '取消订阅', '取消訂閱', '停止接收'],
  ja: ['停止', '配信停止', 'ストップ', '登録解除'],
  ko: ['중지', '수신거부', '수신 거부', '구독 취소', '구독취소'],
  sw: ['acha', 'simama', 'jiondoe'],
}

const START: Record<string, string[]> = {
  en: ['start', 'unstop', 'resume', 'subscribe', 'opt in', 'optin', 'opt-in'],
  de: ['starten', 'fortsetzen', 'anmelden', 'abonnieren'],
  fr: ['démarrer', 'reprendre', "s'abonner", 'abonner'],
  es: ['iniciar', 'reanudar', 'alta', 'suscribirse', 'suscribir'],
  pt: ['retomar', 'inscrever', 'subscrever'],
  it: ['inizia', 'riprendi', 'iscriviti', 'iscrivimi'],
  nl: ['hervatten', 'aanmelden', 'inschrijven'],
  sv: ['starta', 'återuppta', 'prenumerera'],
  pl: ['wznów', 'zapisz mnie', 'subskrybuj'],
  cs: ['spustit', 'přihlásit odběr'],
  ro: ['pornește', 'abonare'],
  el: ['έναρξη', 'εγγραφή'],
  ru: ['старт', 'начать', 'подписаться', 'возобновить'],
  uk: ['почати', 'підписатися', 'відновити'],
  tr: ['başla', 'başlat', 'abone ol'],
  ar: ['ابدأ', 'بدء', 'اشتراك', 'استئناف'],
  he: ['התחל', 'הרשמה', 'הירשם'],
  hi: ['शुरू', 'शुरू करें', 'स्टार्ट', 'सदस्यता लें'],
  id: ['mulai', 'lanjutkan', 'berlangganan'],
  vi: ['bắt đầu', 'đăng ký'],
  th: ['เริ่ม', 'สมัคร'],
  zh: ['开始', '開始', '订阅', '訂閱', '恢复订阅'],
  ja: ['開始', '再開', 'スタート', '配信再開'],
  ko: ['시작', '구독', '수신동의', '수신 동의'],
  sw: ['anza', 'jiunge'],
}

/** Longer than any word of the tables after folding: a longer message is not looked at. */
const LONGEST = 60
const ENDS = /^[\s\p{P}\p{S}\p{Z}\p{Cf}]+|[\s\p{P}\p{S}\p{Z}\p{Cf}]+$/gu

/** Case, width and accents folded, inner space made one blank, ends freed of space, punctuation and symbols. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('\uFE0F', '')
    .normalize('NFC')
    .replace(ENDS, '')
    .replace(/\s+/gu, ' ')
}

const stops = new Set(Object.values(STOP).flat().map(fold))
const starts = new Set(Object.values(START).flat().map(fold))

/** The languages whose words are known, for the documentation and its test. */
export const LANGUAGES = { stop: Object.keys(STOP), start: Object.keys(START) }

/** Whether a message (its text, button text or payload, list title) is a STOP or START word. */
export function wordOf(text: string | null): 'stop' | 'start' | null {
  if (text === null || text.length > 4 * LONGEST) return null
  const word = fold(text)
  if (word === '' || word.length > LONGEST) return null
  if (stops.has(word)) return 'stop'
  return starts.has(word) ? 'start' : null
}
