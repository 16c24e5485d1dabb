import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, wordOf } from './words.ts'

describe('wordOf', () => {
  it('knows both words in far more than ten languages', () => {
    expect(LANGUAGES.stop.length).toBeGreaterThanOrEqual(10)
    expect(LANGUAGES.start.length).toBeGreaterThanOrEqual(10)
  })

  it.each([
    ['en', 'STOP', 'START'],
    ['de', 'Abmelden', 'Anmelden'],
    ['fr', 'Arrêt', 'Démarrer'],
    ['es', 'baja', 'Alta'],
    ['pt', 'PARAR', 'Retomar'],
    ['it', 'Ferma', 'Inizia'],
    ['nl', 'Afmelden', 'Aanmelden'],
    ['pl', 'Rezygnuję', 'Wznów'],
    ['ru', 'СТОП', 'Старт'],
    ['uk', 'Відписатися', 'Підписатися'],
    ['tr', 'DURDUR', 'BAŞLAT'],
    ['ar', 'إلغاء الاشتراك', 'ابدأ'],
    ['he', 'הסר', 'התחל'],
    ['hi', 'बंद करें', 'शुरू करें'],
    ['id', 'BERHENTI', 'Mulai'],
    ['vi', 'Hủy đăng ký', 'Bắt đầu'],
    ['th', 'หยุด', 'เริ่ม'],
    ['zh', '退订', '订阅'],
    ['ja', '配信停止', '再開'],
    ['ko', '수신거부', '시작'],
  ])('%s: %s and %s', (_language, stop, start) => {
    expect(wordOf(stop)).toBe('stop')
    expect(wordOf(start)).toBe('start')
  })

  it.each([
    '  stop  ',
    'Stop.',
    'STOP!!!',
    '"stop"',
    '¡Stop!',
    'stop 🛑',
    'STOP\u200b',
    'ｓｔｏｐ',
    'stop\n',
    'opt   out',
    'Opt-Out',
    'arret',
    'ARRÊT',
    'arre\u0302t',
    'DÉSINSCRIPTION',
    'रोकें।',
    'Stop ❤️',
  ])('takes %j whole, trimmed and folded', (text) => {
    expect(wordOf(text)).toBe('stop')
  })

  it.each([
    'please stop',
    'stop sending',
    "don't stop",
    'nonstop',
    's t o p',
    'st.op',
    'stop start',
    'bus stop',
    'stop the',
    '',
    '!!!',
    'no',
    'cancel',
    'end',
    'quit',
    'yes',
    'ok',
  ])('takes %j for no word', (text) => {
    expect(wordOf(text)).toBeNull()
  })

  it('is never moved by a word that is only a part', () => {
    const letters = fc.stringMatching(/^[a-z]{1,12}$/)
    fc.assert(
      fc.property(letters, fc.constantFrom('stop', 'unsubscribe', 'стоп', 'start'), (other, word) => {
        expect(wordOf(`${other} ${word} ${other}`)).toBeNull()
        expect(wordOf(`${other}${word}${other}`)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  it('never throws and does not read a novel', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ['stop', 'start', null].includes(wordOf(text))))
    expect(wordOf(null)).toBeNull()
    expect(wordOf(`stop${' '.repeat(100_000)}`)).toBeNull()
  })
})

/** The whole of both tables, language by language: a word that falls out of them is an opt-out that nobody hears. */
const STOPS = [
  'stop | stop all | stopall | unsubscribe | opt out | optout | opt-out | stop promotions | stop marketing',
  'stopp | abmelden | abbestellen | austragen',
  'arrêt | arrêter | arrêtez | stopper | désabonner | désabonnement | se désabonner | désinscription',
  'alto | parar | detener | baja | darse de baja | cancelar suscripción | no más mensajes',
  'pare | parar | sair da lista | descadastrar | cancelar inscrição | cancelar subscrição',
  'ferma | fermare | disiscriviti | annulla iscrizione | cancella iscrizione',
  'stoppen | afmelden | uitschrijven',
  'stoppa | avregistrera | avsluta prenumeration',
  'afmeld | frameld',
  'meld meg av | avmeld',
  'lopeta | peruuta tilaus',
  'zatrzymaj | wypisz | wypisz mnie | rezygnuję',
  'zastavit | odhlásit | odhlásit odběr',
  'oprește | dezabonare | dezabonează-mă',
  'leiratkozás | leiratkozom | leállítás',
  'στοπ | σταμάτα | διαγραφή από τη λίστα',
  'стоп | остановить | отписаться | отписка | отпишите меня',
  'відписатися | відписка | зупинити',
  'dur | durdur | abonelikten çık | listeden çık',
  'توقف | إيقاف | قف | إلغاء الاشتراك | الغاء الاشتراك',
  'لغو اشتراک | لغو عضویت',
  'עצור | הסר | הסרה | הסירו אותי',
  'रोकें | रोको | रुको | बंद करें | बंद करो | स्टॉप',
  'বন্ধ করুন | থামান',
  'بند کریں | روکیں',
  'berhenti | berhenti berlangganan | henti',
  'dừng | dừng lại | hủy đăng ký',
  'หยุด | ยกเลิกการสมัคร',
  '停止 | 退订 | 退訂 | 取消订阅 | 取消訂閱 | 停止接收',
  '停止 | 配信停止 | ストップ | 登録解除',
  '중지 | 수신거부 | 수신 거부 | 구독 취소 | 구독취소',
  'acha | simama | jiondoe',
]
const STARTS = [
  'start | unstop | resume | subscribe | opt in | optin | opt-in',
  'starten | fortsetzen | anmelden | abonnieren',
  "démarrer | reprendre | s'abonner | abonner",
  'iniciar | reanudar | alta | suscribirse | suscribir',
  'retomar | inscrever | subscrever',
  'inizia | riprendi | iscriviti | iscrivimi',
  'hervatten | aanmelden | inschrijven',
  'starta | återuppta | prenumerera',
  'wznów | zapisz mnie | subskrybuj',
  'spustit | přihlásit odběr',
  'pornește | abonare',
  'έναρξη | εγγραφή',
  'старт | начать | подписаться | возобновить',
  'почати | підписатися | відновити',
  'başla | başlat | abone ol',
  'ابدأ | بدء | اشتراك | استئناف',
  'התחל | הרשמה | הירשם',
  'शुरू | शुरू करें | स्टार्ट | सदस्यता लें',
  'mulai | lanjutkan | berlangganan',
  'bắt đầu | đăng ký',
  'เริ่ม | สมัคร',
  '开始 | 開始 | 订阅 | 訂閱 | 恢复订阅',
  '開始 | 再開 | スタート | 配信再開',
  '시작 | 구독 | 수신동의 | 수신 동의',
  'anza | jiunge',
]

describe('every word', () => {
  it.each(STOPS)('%s', (words) => {
    for (const word of words.split(' | ')) expect([word, wordOf(word)]).toEqual([word, 'stop'])
  })

  it.each(STARTS)('%s', (words) => {
    for (const word of words.split(' | ')) expect([word, wordOf(word)]).toEqual([word, 'start'])
  })
})

describe('a long message', () => {
  it('is not looked at beyond what folding could shorten to a word', () => {
    expect(wordOf(`stop${' '.repeat(236)}`)).toBe('stop')
    expect(wordOf(`stop${' '.repeat(237)}`)).toBeNull()
  })
})
