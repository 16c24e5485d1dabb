import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { CALLS_PER_HOUR, SYNC_MS } from './templates.ts'
import { number, OPERATOR, register, type Scene, scene } from './testing/scene.ts'

const HOUR = 3_600_000
const meta = (name: string, more: Record<string, unknown> = {}) => ({
  id: `id-${name}`,
  name,
  language: 'en_US',
  category: 'MARKETING',
  status: 'APPROVED',
  components: [{ type: 'BODY', text: 'Hi {{1}}' }],
  ...more,
})

async function one(list: unknown[] = [meta('promo'), meta('code', { category: 'AUTHENTICATION' })]) {
  const here = scene()
  const asked: string[] = []
  const meta_ = { list, fail: null as null | { status: number; json: unknown } }
  here.world.fetch = (request) => {
    asked.push(`${request.url} ${request.headers['authorization']}`)
    return meta_.fail ?? { status: 200, json: { data: meta_.list } }
  }
  await here.world.portfolio('P').subscribe('pkg_a')
  await register(here, 'P', number('1'))
  await register(here, 'P', number('9', { wabaId: 'V', tokenId: 'U' }))
  await here.world.run(here.world.clock + 10_000)
  return { here, asked, meta: meta_ }
}

const names = (here: Scene, name: string) => here.at(name).templates.map((template) => template.name)
const d1 = (here: Scene) =>
  here.world.d1.rows<{ id: string; status: string; gone: number; parameters: string | null }>(
    "SELECT id, status, gone, parameters FROM templates WHERE waba_id = 'W' ORDER BY id",
  )

describe('templates', () => {
  it('are listed when a number is added, told whole to packages and numbers of the WABA, and projected', async () => {
    const { here, asked } = await one()
    expect(asked.filter((url) => url.includes('/W/message_templates'))).toHaveLength(1)
    expect(asked[0]).toContain('Bearer EAAG')
    expect(names(here, 'package:pkg_a').sort()).toEqual(['code', 'code', 'promo', 'promo'])
    expect(here.at('profile:1').templates.map((template) => template.wabaId)).toEqual(['W', 'W'])
    expect(d1(here)).toEqual([
      {
        id: 'W/code/en_US',
        status: 'APPROVED',
        gone: 0,
        parameters: '{"header":0,"body":1,"named":false,"urlButton":null}',
      },
      {
        id: 'W/promo/en_US',
        status: 'APPROVED',
        gone: 0,
        parameters: '{"header":0,"body":1,"named":false,"urlButton":null}',
      },
    ])
    expect(here.world.faults).toEqual([])
  })

  it('are listed again every 6 hours, and what has not changed costs no push', async () => {
    const { here, asked } = await one()
    const rev = here.at('package:pkg_a').templatesRev
    const before = asked.length
    await here.world.run(here.world.clock + SYNC_MS + 60_000)
    expect(asked.length).toBe(before + 2)
    expect(here.at('package:pkg_a').templatesRev).toBe(rev)
  })

  it('that Meta no longer lists are gone, and come back when it does', async () => {
    const { here, meta: said } = await one()
    said.list = [meta('promo')]
    expect(await here.world.portfolio('P').syncTemplates('W', OPERATOR)).toEqual({ ok: true, count: 1, detail: null })
    await here.world.run(here.world.clock + 1_000)
    expect(names(here, 'profile:1')).toEqual(['promo'])
    expect(d1(here).map((row) => row.gone)).toEqual([1, 0])
    said.list = [meta('promo'), meta('code')]
    await here.world.portfolio('P').syncTemplates('W', SYSTEM)
    await here.world.run(here.world.clock + 1_000)
    expect(d1(here).map((row) => row.gone)).toEqual([0, 0])
  })

  it('stay as they are when Meta does not answer well, and the listing is tried again, ever more slowly', async () => {
    const { here, asked, meta: said } = await one()
    said.fail = { status: 500, json: { error: { code: 2, message: 'down' } } }
    expect(await here.world.portfolio('P').syncTemplates('W', SYSTEM)).toMatchObject({ ok: false, count: 0 })
    expect(names(here, 'profile:1').sort()).toEqual(['code', 'promo'])
    const before = asked.length
    await here.world.run(here.world.clock + SYNC_MS + 24 * HOUR)
    expect(asked.length - before).toBeGreaterThan(20)
    expect(asked.length - before).toBeLessThan(100)
  })

  it('are asked for with the next token when one is refused', async () => {
    const { here, asked } = await one()
    await register(here, 'P', number('2', { tokenId: 'T2', token: { k: 'test', iv: '', ct: btoa('OTHER') } }))
    await here.world.run(here.world.clock + 20_000)
    const list = here.world.fetch
    here.world.fetch = (request) =>
      request.headers['authorization'] === 'Bearer EAAG'
        ? { status: 401, json: { error: { code: 190, message: 'expired' } } }
        : list(request)
    asked.length = 0
    expect(await here.world.portfolio('P').syncTemplates('W', SYSTEM)).toMatchObject({ ok: true, count: 2 })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('Bearer OTHER')
  })

  it('never take more management calls of an hour than their budget', async () => {
    const { here, asked } = await one()
    for (let i = 0; i < CALLS_PER_HOUR + 20; i++) await here.world.portfolio('P').syncTemplates('W', SYSTEM)
    expect(asked.filter((url) => url.includes('/W/'))).toHaveLength(CALLS_PER_HOUR)
    expect(await here.world.portfolio('P').syncTemplates('W', SYSTEM)).toMatchObject({ ok: false })
    await here.world.run(here.world.clock + HOUR + 120_000)
    expect(await here.world.portfolio('P').syncTemplates('W', SYSTEM)).toMatchObject({ ok: true })
  })

  it('are listed once for two who ask at the same time', async () => {
    const { here, asked } = await one()
    const before = asked.length
    const [a, b] = await Promise.all([
      here.world.portfolio('P').syncTemplates('W', SYSTEM),
      here.world.portfolio('P').syncTemplates('W', SYSTEM),
    ])
    expect(a).toEqual(b)
    expect(asked.length).toBe(before + 1)
  })

  it('of an account without a number cannot be listed, and it says so', async () => {
    const { here } = await one()
    expect(await here.world.portfolio('P').syncTemplates('nobody', SYSTEM)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no number'),
    })
  })

  it('whose listing a crash interrupts are listed after all', async () => {
    const { here, asked } = await one()
    await here.world.run(here.world.clock + SYNC_MS - 60_000)
    const list = here.world.fetch
    here.world.fetch = (request) => {
      here.world.crash('portfolio', 'P')
      here.world.fetch = list
      return list(request)
    }
    asked.length = 0
    await here.world.run(here.world.clock + 300_000)
    expect(asked.filter((url) => url.includes('/W/')).length).toBeGreaterThanOrEqual(1)
    expect(asked.filter((url) => url.includes('/V/')).length).toBeGreaterThanOrEqual(1)
  })
})

describe('a template webhook', () => {
  const status = (event: string, more: Record<string, string> = {}) => ({
    event,
    message_template_id: 7,
    message_template_name: 'promo',
    message_template_language: 'en_US',
    ...more,
  })

  it('pauses the template everywhere before it is answered, and releases it', async () => {
    const { here } = await one()
    await here.world.portfolio('P').observe('W', 'message_template_status_update', status('PAUSED'), here.world.clock)
    expect(here.at('profile:1').holds.map((hold) => hold.key)).toEqual(['template:W/promo/en_US:PAUSED'])
    await here.world.run(here.world.clock + 1_000)
    expect(here.at('profile:1').templates.find((template) => template.name === 'promo')?.status).toBe('PAUSED')
    await here.world.portfolio('P').observe('W', 'message_template_status_update', status('APPROVED'), here.world.clock)
    await here.world.run(here.world.clock + 1_000)
    expect(here.at('profile:1').holds).toEqual([])
    expect(here.at('profile:1').templates.find((template) => template.name === 'promo')?.status).toBe('APPROVED')
  })

  it('older than Meta’s own list is not believed', async () => {
    const { here } = await one()
    await here.world.run(here.world.clock + HOUR)
    await here.world.portfolio('P').syncTemplates('W', SYSTEM)
    const late = here.world.clock - 10 * 60_000
    await here.world.portfolio('P').observe('W', 'message_template_status_update', status('PAUSED'), late)
    expect((await here.world.portfolio('P').state()).holds).toEqual([])
    expect((await here.world.portfolio('P').templates(['W'])).map((one_) => one_.status)).toEqual([
      'APPROVED',
      'APPROVED',
    ])
  })

  it('is believed after a clock that went back behind the list', async () => {
    const { here } = await one()
    await here.world.run(here.world.clock + HOUR)
    await here.world.portfolio('P').syncTemplates('W', SYSTEM)
    here.world.skew('portfolio', 'P', -HOUR)
    await here.world.portfolio('P').observe('W', 'message_template_status_update', status('PAUSED'), here.world.clock)
    expect((await here.world.portfolio('P').state()).holds).toHaveLength(1)
  })

  it('whose end was missed is put right by the next listing', async () => {
    const { here } = await one()
    await here.world.portfolio('P').hold({
      subject: { kind: 'template', id: 'W/promo/en_US' },
      code: '132015',
      reach: 'all',
      class: 'quality',
      autoResume: 'status',
      until: null,
      detail: 'paused',
    })
    await here.world.run(here.world.clock + 1_000)
    await here.world.portfolio('P').syncTemplates('W', SYSTEM)
    await here.world.run(here.world.clock + 1_000)
    expect(here.at('profile:1').holds).toEqual([])
  })

  it('changes the category, also of all languages; an unknown template and changed components are listed', async () => {
    const { here, asked } = await one()
    const change = { message_template_name: 'code', new_category: 'UTILITY', previous_category: 'AUTHENTICATION' }
    await here.world.portfolio('P').observe('W', 'template_category_update', change, here.world.clock)
    const found = (await here.world.portfolio('P').templates(['W'])).find((template) => template.name === 'code')
    expect(found?.category).toBe('utility')
    for (const value of [status('APPROVED', { message_template_name: 'new' }), {}]) {
      asked.length = 0
      const field = 'event' in value ? 'message_template_status_update' : 'message_template_components_update'
      await here.world.portfolio('P').observe('W', field, value, here.world.clock)
      await here.world.run(here.world.clock + 10_000)
      expect(asked.filter((url) => url.includes('/W/'))).toHaveLength(1)
    }
  })
})
