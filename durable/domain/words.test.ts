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
