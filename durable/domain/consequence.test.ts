// Past 300 lines: tables of cases of one module, whose helpers they share.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listedCodes } from './codes.ts'
import { type Consequence, type ConsequenceFacts, consequenceOf } from './consequence.ts'
import { outcomeOf, outcomeOfCode } from './outcome.ts'

const NOW = 1_700_000_000_000
const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000

const facts = (over: Partial<ConsequenceFacts> = {}): ConsequenceFacts => ({
  now: NOW,
  draw: 0.5,
  repeats: 0,
  regainMinutes: null,
  late: false,
  ...over,
})

function of(code: number, over: Partial<ConsequenceFacts> = {}): Consequence {
  const outcome = outcomeOfCode(code, null, null)
  if (outcome === undefined) throw new Error(`${code} is not listed`)
  return consequenceOf(outcome, facts(over))
}

/**
 * Every code of the table, written out from error-codes.json and architecture.md step 5: outcome, what becomes of the
 * message, what becomes of the number, whether it counts against the number, and the alert. `+n` = requeue after n ms.
 */
const TABLE: [code: string, outcome: string, message: string, number: string, counts: boolean, alert: string][] = [
  ['0', 'refused', 'release', 'hold_token', true, 'hold-token critical'],
  ['1', 'unknown', 'unknown', 'none', true, ''],
  ['2', 'unknown', 'unknown', 'none', false, ''],
  ['3', 'refused', 'failed', 'none', true, ''],
  ['4', 'throttled', '+0', 'wait 60000', false, ''],
  ['10', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['33', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['100', 'refused', 'failed', 'none', false, ''],
  ['190', 'refused', 'release', 'hold_token', true, 'hold-token critical'],
  ['200-299', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['368', 'refused', 'held', 'hold_waba all', true, 'hold-waba critical'],
  ['803', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['80007', 'throttled', '+0', 'hold_waba all 60000', false, 'hold-waba warning'],
  ['80008', 'throttled', '+0', 'hold_waba all 60000', false, 'hold-waba warning'],
  ['130403', 'refused', 'failed', 'hold_pair', false, ''],
  ['130429', 'throttled', '+0', 'wait 3000', true, ''],
  ['130472', 'refused', 'failed', 'none', false, ''],
  ['130497', 'refused', 'held', 'hold_recipient country', true, ''],
  ['131000', 'unknown', 'unknown', 'none', true, ''],
  ['131005', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['131008', 'refused', 'failed', 'none', false, ''],
  ['131009', 'refused', 'failed', 'none', false, ''],
  ['131014', 'refused', 'failed', 'none', false, ''],
  ['131016', 'unknown', 'unknown', 'none', true, ''],
  ['131021', 'refused', 'failed', 'none', false, ''],
  ['131026', 'refused', 'failed', 'none', false, ''],
  ['131030', 'refused', 'failed', 'none', false, ''],
  ['131031', 'refused', 'held', 'hold_waba all', true, 'hold-waba critical'],
  ['131036', 'refused', 'failed', 'none', false, ''],
  ['131037', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['131042', 'refused', 'release', 'hold_waba billable', true, 'hold-waba critical'],
  ['131044', 'refused', 'failed', 'none', false, ''],
  ['131045', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['131047', 'refused', 'failed', 'none', false, ''],
  ['131048', 'refused', 'held', 'pause_number', true, 'number-held critical'],
  ['131049', 'refused', 'failed', 'hold_recipient marketing 86400000', false, ''],
  ['131050', 'refused', 'failed', 'opt_out marketing', false, ''],
  ['131051', 'refused', 'failed', 'none', false, ''],
  ['131052', 'refused', 'failed', 'none', false, ''],
  ['131053', 'refused', 'failed', 'none', false, ''],
  ['131055', 'refused', 'failed', 'none', false, ''],
  ['131056', 'throttled', '+1000', 'hold_pair 1000', false, ''],
  ['131057', 'throttled', '+0', 'wait 90000', false, ''],
  ['131059', 'refused', 'failed', 'none', false, ''],
  ['131060', 'refused', 'failed', 'none', false, ''],
  ['131062', 'refused', 'failed', 'none', false, ''],
  ['131063', 'refused', 'failed', 'none', false, ''],
  ['131064', 'refused', 'held', 'hold_waba utility', true, 'hold-waba critical'],
  ['132000', 'refused', 'failed', 'none', false, ''],
  ['132001', 'refused', 'failed', 'hold_template', false, 'hold-template warning'],
  ['132005', 'refused', 'failed', 'none', false, ''],
  ['132007', 'refused', 'failed', 'none', false, ''],
  ['132008', 'refused', 'failed', 'none', false, ''],
  ['132012', 'refused', 'failed', 'none', false, ''],
  ['132015', 'refused', 'wait-template', 'hold_template', false, 'hold-template warning'],
  ['132016', 'refused', 'failed', 'hold_template', false, 'hold-template warning'],
  ['132018', 'refused', 'failed', 'none', false, ''],
  ['132068', 'refused', 'failed', 'none', false, ''],
  ['132069', 'throttled', '+0', 'hold_template 3600000', false, 'hold-template warning'],
  ['133000', 'refused', 'failed', 'none', false, ''],
  ['133004', 'throttled', '+500', 'none', false, ''],
  ['133005', 'refused', 'failed', 'none', false, ''],
  ['133006', 'refused', 'release', 'quarantine', false, 'number-held critical'],
  ['133008', 'throttled', '+0', 'wait 3600000', false, ''],
  ['133009', 'throttled', '+0', 'wait 3600000', false, ''],
  ['133010', 'refused', 'release', 'quarantine', true, 'number-held critical'],
  ['133015', 'throttled', '+0', 'wait 300000', false, ''],
  ['133016', 'throttled', '+0', 'wait 259200000', false, ''],
  ['134011', 'refused', 'failed', 'none', false, ''],
  ['134100', 'refused', 'failed', 'none', false, ''],
  ['134101', 'throttled', '+0', 'hold_template 600000', false, 'hold-template info'],
  ['134102', 'refused', 'failed', 'hold_template', false, 'hold-template warning'],
  ['135000', 'refused', 'failed', 'none', false, ''],
  ['136024', 'refused', 'failed', 'none', false, ''],
  ['137000', 'refused', 'failed', 'hold_pair', false, ''],
  ['139100', 'refused', 'failed', 'none', false, ''],
  ['139101', 'refused', 'failed', 'none', false, ''],
  ['139102', 'throttled', '+500', 'none', false, ''],
  ['139103', 'throttled', '+500', 'none', false, ''],
  ['141006', 'refused', 'release', 'hold_waba all', true, 'hold-waba critical'],
  ['141014', 'refused', 'held', 'hold_waba all', true, 'hold-waba critical'],
  ['2388019', 'refused', 'failed', 'none', false, ''],
  ['2494100', 'throttled', '+0', 'wait 210000', false, ''],
  ['2593107', 'refused', 'failed', 'none', false, ''],
  ['2593108', 'refused', 'failed', 'none', false, ''],
]

/** A consequence in the table's short form. */
function short(consequence: Consequence): { message: string; number: string; alert: string } {
  const { message, number, alert } = consequence
  const words: (string | number)[] = [number.kind]
  if ('reach' in number) words.push(number.reach)
  if ('scope' in number) words.push(number.scope)
  if ('ms' in number && number.ms !== null) words.push(number.ms)
  return {
    message: message.kind === 'requeue' ? `+${message.notBefore - NOW}` : message.kind,
    number: words.join(' '),
    alert: alert === null ? '' : `${alert.rule} ${alert.severity}`,
  }
}

describe('consequenceOf, code by code', () => {
  it('knows every code of the table', () => {
    expect(TABLE.map(([code]) => code).sort()).toEqual(listedCodes().sort())
  })

  it.each(TABLE)('%s: %s, message %s, number %s', (code, outcome, message, number, counts, alert) => {
    const asked = outcomeOf({ status: 400, body: `{"error":{"code":${code === '200-299' ? 200 : code}}}` })
    expect(asked.kind).toBe(outcome)
    const found = consequenceOf(asked, facts())
    expect(short(found)).toEqual({ message, number, alert })
    expect(found.counts).toBe(counts)
    expect(found.givesBack).toBe(outcome !== 'unknown')
    expect(found.reasons).toHaveLength(1)
    expect(found.reasons[0]?.detail).not.toBe('')
  })

  it.each(TABLE)('%s by webhook ends the message, whatever it does to the number', (code, _, __, number) => {
    const found = of(code === '200-299' ? 200 : Number(code), { late: true })
    expect(found.message).toEqual({ kind: 'failed' })
    expect(found.givesBack).toBe(false)
    expect(short(found).number).toBe(number)
  })

  it('slows the number for throttling of its own speed and of its account, not for one pair', () => {
    const slowing = TABLE.map(([code]) => (code === '200-299' ? 200 : Number(code))).filter((code) => of(code).slows)
    expect(slowing).toEqual([4, 80007, 80008, 130429])
  })
})

describe('waits', () => {
  it.each([
    [130429, 1 * SECOND, 5 * SECOND],
    [131057, 60 * SECOND, 120 * SECOND],
    [2494100, 2 * MINUTE, 5 * MINUTE],
  ])('of %s lie between %s and %s ms', (code, low, high) => {
    const wait = (draw: number) => {
      const { number } = of(code, { draw })
      return number.kind === 'wait' ? number.ms : null
    }
    expect(wait(0)).toBe(low)
    expect(wait(0.999_999_999)).toBe(high - 1)
  })

  it.each([
    [0, 1],
    [1, 4],
    [2, 16],
    [3, 64],
    [8, 65_536],
    [50, 65_536],
  ])('of 131056 after %s in a row: %s s, for the pair and for the message', (repeats, seconds) => {
    const found = of(131056, { repeats })
    expect(found.number).toEqual({ kind: 'hold_pair', ms: seconds * SECOND })
    expect(found.message).toEqual({ kind: 'requeue', notBefore: NOW + seconds * SECOND })
  })

  it.each([
    [80007, 7, 0, 7 * MINUTE],
    [80007, 0, 0, MINUTE],
    [80007, null, 0, MINUTE],
    [80007, null, 3, 8 * MINUTE],
    [80007, null, 5, 32 * MINUTE],
    [80007, null, 6, HOUR],
    [80007, null, 60, HOUR],
    [80008, 90, 4, 90 * MINUTE],
  ])('of %s with %s minutes named, %s before: %s ms', (code, regainMinutes, repeats, ms) => {
    expect(of(code, { regainMinutes, repeats }).number).toEqual({ kind: 'hold_waba', reach: 'all', ms })
  })

  it.each([
    ['Try again in 30 minutes', 30 * MINUTE],
    ['wait 45 seconds', 45 * SECOND],
    ['2 Hours left', 2 * HOUR],
    ['in 1 day', 24 * HOUR],
    ['later', HOUR],
    ['', HOUR],
    [null, HOUR],
  ])('of a PIN guessed too often go by the details: %s', (detail, ms) => {
    const outcome = outcomeOfCode(133008, null, detail)
    if (outcome === undefined) throw new Error('133008 is listed')
    expect(consequenceOf(outcome, facts()).number).toEqual({ kind: 'wait', ms })
  })

  it('before a retry are full jitter from 1 s doubling to 32 s, never nothing', () => {
    const wait = (repeats: number, draw: number) => {
      const { message } = of(133004, { repeats, draw })
      return message.kind === 'requeue' ? message.notBefore - NOW : null
    }
    expect(wait(0, 1)).toBe(1 * SECOND)
    expect(wait(1, 1)).toBe(2 * SECOND)
    expect(wait(5, 1)).toBe(32 * SECOND)
    expect(wait(9, 1)).toBe(32 * SECOND)
    expect(wait(9, 0)).toBe(1)
  })

  it('are never negative and never before now', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TABLE.map(([code]) => (code === '200-299' ? 200 : Number(code)))),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(40),
        fc.option(fc.nat(10_000), { nil: null }),
        (code, draw, repeats, regainMinutes) => {
          const { message, number } = of(code, { draw, repeats, regainMinutes })
          if (message.kind === 'requeue') expect(message.notBefore).toBeGreaterThanOrEqual(NOW)
          if ('ms' in number && number.ms !== null) expect(number.ms).toBeGreaterThan(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('what is not a listed refusal', () => {
  it('accepted: sent, counted, nothing given back, and a held one says so', () => {
    const accepted = { kind: 'accepted', wamid: 'w', waId: null, userId: null } as const
    const found = consequenceOf({ ...accepted, messageStatus: 'accepted' }, facts())
    expect(found).toMatchObject({
      message: { kind: 'sent' },
      number: { kind: 'none' },
      givesBack: false,
      counts: false,
    })
    expect(found.reasons[0]?.code).toBe('meta-accepted')
    for (const messageStatus of ['held_for_quality_assessment', 'paused'])
      expect(consequenceOf({ ...accepted, messageStatus }, facts()).reasons[0]?.code).toBe(`meta-${messageStatus}`)
  })

  it.each([
    ['timeout', true],
    ['reset', true],
    ['unreadable', true],
    ['restart', false],
  ] as const)('%s: unknown, keeps its place under every cap, counts against the number: %s', (failure, counts) => {
    const found = consequenceOf(outcomeOf({ failure }), facts())
    expect(found).toMatchObject({ message: { kind: 'unknown' }, number: { kind: 'none' }, givesBack: false, counts })
    expect(found.reasons).toEqual([{ code: 'outcome-unknown', detail: `the message may have gone out (${failure})` }])
    expect(of(131016).reasons[0]?.detail).toBe('the message may have gone out (code 131016)')
  })

  it('a 5xx without a code counts against the number', () => {
    expect(consequenceOf(outcomeOf({ status: 502, body: '<html>' }), facts()).counts).toBe(true)
  })
})

describe('the pace after an answer', () => {
  it('is slowed by what throttles the number, not by what holds one pair, nor by what says nothing of pace', () => {
    const slow = listedCodes()
      .map(Number)
      .filter((code) => outcomeOfCode(code, null, null) !== undefined && of(code).slows)
    expect(slow).toEqual([4, 80007, 80008, 130429])
  })
})

describe('what Meta took', () => {
  it.each([
    [null, 'meta-accepted'],
    ['accepted', 'meta-accepted'],
    ['held_for_quality_assessment', 'meta-held_for_quality_assessment'],
    ['paused', 'meta-paused'],
  ])('with message_status %s says so', (messageStatus, code) => {
    const consequence = consequenceOf(
      { kind: 'accepted', wamid: 'w', waId: null, userId: null, messageStatus },
      facts(),
    )
    expect(consequence).toMatchObject({
      message: { kind: 'sent' },
      reasons: [{ code }],
      givesBack: false,
      counts: false,
      slows: false,
    })
  })
})
