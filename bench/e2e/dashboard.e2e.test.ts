import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { Client, until } from './client.ts'
import {
  frames,
  type Look,
  listedPages,
  markup,
  openPage,
  overflow,
  readDown,
  settled,
  signIn,
  violations,
  type Watched,
} from './dashboard.ts'
import { asShown } from './hostile-texts.ts'
import { fillHostile, type HostileWorld } from './hostile-world.ts'
import { type Product, startProduct } from './product.ts'

/** Every page of the dashboard in a real browser, on a product full of strangers' texts. */
let product: Product
let browser: Browser
let api: Client
let world: HostileWorld
const states: { admin?: Look['state']; viewer?: Look['state'] } = {}

const PAGES = listedPages()

/** Pages of one thing need one; a page that is new here says so by failing. */
const pathOf = (path: string, id: string): string => {
  if (!path.includes(':id')) return path
  const ids: Record<string, string> = { package: world.packageId, number: world.numberId, message: world.messageId }
  const own = ids[id]
  if (own === undefined) throw new Error(`The page ${id} needs an id: tell this test one.`)
  return path.replace(':id', own)
}

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ dashboard: true }), openBrowser()])
  api = new Client(product.api, product.adminToken)
  world = await fillHostile(api, new Client(product.sandbox, null))
  const key = await api.expect(201, 'POST', '/api/v1/api-keys', { name: 'Night desk', role: 'viewer' })
  for (const [role, token] of [
    ['admin', product.adminToken],
    ['viewer', String(key['key'])],
  ] as const) {
    const { page, close } = await openPage(browser, {})
    await page.goto(product.dashboard)
    await signIn(page, token)
    await settled(page)
    states[role] = await page.context().storageState()
    await close()
  }
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const DELAYS = { sent: [10, 20], delivered: [10, 20], read: [10, 20] }
const SLOW = { cooldown: { min: 30, max: 30, rush: [], quiet: null }, limits: { perRecipientGapSeconds: 0 } }

const send = async (packageId: string, to: string): Promise<string> => {
  const template = { name: 'hello_world', language: { code: 'en_US' } }
  const made = await api.expect(202, 'POST', `/api/v1/packages/${packageId}/messages`, {
    to,
    type: 'template',
    template,
  })
  return String(made['id'])
}

const numberOf = async (id: string): Promise<unknown> =>
  (await api.expect(200, 'GET', `/api/v1/messages/${id}`))['profileId']

describe('an operator', () => {
  let at: Watched
  let packageId = ''
  const [london, leeds] = ['200000000000001', '200000000000002']
  const waiting: string[] = []

  const open = async (path: string): Promise<void> => {
    await at.page.goto(`${product.dashboard}${path}`)
    await settled(at.page)
  }
  /** Presses a button of the page and the one of the dialog that asks. */
  const confirmed = async (button: string, verb: string): Promise<void> => {
    await at.page.getByRole('button', { name: button, exact: true }).first().click()
    await at.page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click()
    await at.page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const says = (text: string | RegExp): Promise<void> => at.page.getByText(text).first().waitFor()

  /** Asked again and again by the test: what a page is told to wait for itself, it would have to compile, which its policy forbids. */
  const focused = (what: string) =>
    until(`the focus: ${what}`, 30_000, async () =>
      (await at.page.evaluate(`document.activeElement.${what}`)) === true ? true : undefined,
    )
  /** of the message that is open */
  const statusIs = (status: string): Promise<void> =>
    at.page
      .locator(`#main [data-status="${status}"]`)
      .first()
      .waitFor()
      .catch(async (error: unknown) => {
        const id = at.page.url().split('/').at(-1)
        const { body } = await api.call('GET', `/api/v1/messages/${id}`)
        throw new Error(`not ${status}, but ${JSON.stringify(body)}`, { cause: error })
      })
  /**
   * Before something is sent: workerd ends a connection that was idle for five seconds at both ends, a request of that
   * moment is lost, and the guard rightly does not know what became of it.
   */
  const warm = (phoneNumberId: string): Promise<unknown> =>
    api.expect(200, 'POST', `/api/v1/profiles/${phoneNumberId}/reconnect`)

  beforeAll(async () => {
    const sandbox = new Client(product.sandbox, null)
    await sandbox.expect(200, 'POST', '/sandbox/config', { delays: DELAYS, readShare: 1 })
    at = await openPage(browser, {})
  })
  afterAll(() => at.close())

  it('is refused with a wrong token, in words, and stays where the address points', async () => {
    await at.page.goto(`${product.dashboard}/packages`)
    await signIn(at.page, 'not-the-token')
    await at.page.getByRole('alert').filter({ hasText: /\w/ }).waitFor()
    expect(at.page.url()).toBe(`${product.dashboard}/packages`)
    expect(at.faults.splice(0)).toEqual([expect.stringContaining('401'), expect.stringContaining('401')])
    await signIn(at.page, product.adminToken)
    await settled(at.page)
    await at.page.getByRole('heading', { name: 'Packages', level: 1 }).waitFor()
  })

  it('creates a package and adds a number that Meta knows', async () => {
    await at.page.getByRole('button', { name: 'Create package' }).first().click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Orders UK')
    await dialog.getByRole('button', { name: 'Create package' }).click()
    await at.page.getByRole('heading', { name: 'Orders UK', level: 1 }).waitFor()
    packageId = at.page.url().split('/').at(-1) ?? ''

    await at.page.getByRole('button', { name: 'Add number' }).first().click()
    await dialog.getByLabel('Phone number id').fill(london)
    await dialog.getByLabel('Name', { exact: true }).fill('London')
    await dialog.getByLabel('WhatsApp business account id').fill('2001')
    await dialog.getByLabel('Access token').fill('token-of-london')
    await dialog.getByRole('button', { name: 'Add and check' }).click()
    await says('London is added')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await at.page.getByRole('link', { name: 'London' }).first().waitFor()
  })

  it('sends, and watches it become read without a reload', async () => {
    const sandbox = new Client(product.sandbox, null)
    await sandbox.expect(200, 'POST', '/sandbox/inbound', {
      phoneNumberId: london,
      from: '+447700900001',
      text: 'Hello',
    })
    await open('/messages')
    // What the customer wrote stands there, and with it the 24 hours in which a text may answer.
    await at.page.getByRole('row').filter({ hasText: 'Hello' }).first().waitFor()
    await at.page.evaluate('window.sameLoad = true')
    await at.page.getByRole('button', { name: 'Send message' }).first().click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByLabel('Package', { exact: true }).selectOption(packageId)
    await dialog.getByLabel('Recipient').fill('+447700900001')
    await dialog.getByLabel('Text', { exact: true }).fill('Your order is ready.')
    await warm(london)
    await dialog.getByRole('button', { name: 'Send message' }).click()
    await says('Your order is ready.')
    await statusIs('read')
    expect(await at.page.evaluate('window.sameLoad')).toBe(true)
  })

  it('leaves no token where a script could read it', async () => {
    const readable: string = await at.page.evaluate(
      'indexedDB.databases().then((found) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, found, document.cookie]))',
    )
    expect(readable).toBe('[{},{},[],""]')
    const cookies = await at.page.context().cookies()
    expect(cookies).toMatchObject([{ name: 'wg_session', httpOnly: true, sameSite: 'Strict' }])
    expect(JSON.stringify(cookies)).not.toContain(product.adminToken)
  })

  it('pauses a number and sees its messages move to another', async () => {
    await api.expect(200, 'PATCH', `/api/v1/profiles/${london}`, SLOW)
    for (let i = 2; i < 6; i++) waiting.push(await send(packageId, `+44770090000${i}`))
    const held = await until('a message that waits with London', 60_000, async () => {
      // the last of them: the first may leave by the cooldown of before
      for (const id of waiting.toReversed()) {
        const { status, profileId } = await api.expect(200, 'GET', `/api/v1/messages/${id}`)
        if (status === 'queued' && profileId === london) return id
      }
      return undefined
    })
    await api.expect(201, 'POST', `/api/v1/packages/${packageId}/profiles`, {
      ...{ phoneNumberId: leeds, displayName: 'Leeds', wabaId: '2001', accessToken: 'token-of-leeds' },
      preset: 'high_throughput',
    })
    await open(`/packages/numbers/${london}`)
    await warm(leeds)
    await confirmed('Pause', 'Pause number')
    await says('Paused')
    await open(`/messages/${held}`)
    await says('Leeds')
    await statusIs('read')
    expect(await numberOf(held)).toBe(leeds)
  })

  it('chooses how far back charts look, takes it along, and opens the messages of one slot', async () => {
    await open('/')
    const range = at.page.getByLabel('Time range of the charts')
    expect(await range.inputValue()).toBe('6h')
    await range.selectOption('3h')
    await says('Messages per 5 minutes')
    expect(new URL(at.page.url()).search).toBe('?last=3h')
    await at.page.getByRole('link', { name: 'Live', exact: true }).first().click()
    await at.page.getByRole('link', { name: 'London' }).first().click()
    await at.page.getByRole('heading', { name: 'Last 3 hours' }).waitFor()
    expect(new URL(at.page.url()).search).toBe('?last=3h')
    // what people know it by stands beside the id that Meta gave it
    await says(/^\+1 555-\d{3}-\d{4}$/)
    const chart = at.page.getByRole('group', { name: /^Messages of this number per 5 minutes.*accepted in these/ })
    await chart.press('End')
    await chart.press('ArrowLeft')
    await chart.press('Enter')
    await at.page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
    const { searchParams: asked } = new URL(at.page.url())
    expect(asked.get('profileId')).toBe(london)
    expect(Date.parse(asked.get('to') ?? '') - Date.parse(asked.get('from') ?? '')).toBe(300_000)
    await settled(at.page)
  })

  it('sees that something comes while the guard takes its time to say who is signed in', async () => {
    let answer = (): void => undefined
    const asked = new Promise<void>((done) => {
      answer = done
    })
    await at.page.route('**/api/v1/session', async (route) => {
      await asked
      await route.continue()
    })
    await at.page.goto(product.dashboard)
    await at.page.getByText('Asking who is signed in').waitFor({ state: 'attached' })
    answer()
    await settled(at.page)
    await at.page.unroute('**/api/v1/session')
  })

  it('is told when what a form offers could not be loaded, and tries again', async () => {
    await open('/messages')
    let away = true
    await at.page.route('**/api/v1/packages?*', (route) =>
      away
        ? route.fulfill({ status: 503, body: '{"type":"unavailable","detail":"A part does not answer"}' })
        : route.continue(),
    )
    await at.page.getByRole('button', { name: 'Send message' }).first().click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByText('The packages could not be loaded. A part does not answer.').waitFor()
    away = false
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByText('The packages could not be loaded.').waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await at.page.unroute('**/api/v1/packages?*')
    expect(at.faults.splice(0).every((one) => one.includes('503'))).toBe(true)
  })

  it('is told what is wrong with a field that it left for a button, and the press still counts', async () => {
    await open('/messages')
    await at.page.getByRole('button', { name: 'Send message' }).first().click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByLabel('Kind', { exact: true }).selectOption('template')
    await dialog.getByLabel('Recipient').focus()
    // The message would push this button away from under the press.
    await dialog.getByRole('button', { name: 'Add a parameter' }).click()
    await dialog.getByText('Enter the recipient.').waitFor()
    await dialog.getByLabel('{{1}}').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('button', { name: 'Throw it away' }).click()
    await dialog.first().waitFor({ state: 'detached' })
  })

  it('is asked before what it has entered is thrown away, and may go on writing', async () => {
    await open('/messages')
    const opener = at.page.getByRole('button', { name: 'Send message' }).first()
    const form = at.page.getByRole('dialog', { name: 'Send a message' })
    const question = at.page.getByRole('dialog', { name: 'Throw away what you entered?' })
    await opener.press('Enter')
    await form.waitFor()
    // nothing is entered: nothing is asked
    await at.page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
    await opener.press('Enter')
    const recipient = form.getByLabel('Recipient')
    await recipient.fill('+447700900001')
    await recipient.press('Escape')
    await question.waitFor()
    expect(await violations(at.page)).toEqual([])
    await at.page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    expect(await recipient.inputValue()).toBe('+447700900001')
    await focused('matches("dialog.form-dialog input")')
    await at.page.keyboard.press('Escape')
    await question.getByRole('button', { name: 'Throw it away' }).press('Enter')
    await form.waitFor({ state: 'detached' })
    await focused('textContent === "Send message"')
  })

  it('reads a list that stands still, and takes in what is new when it wants to', async () => {
    await open('/messages')
    const first = at.page.locator('.messages-list tbody tr .message-link').first()
    await first.hover()
    const before = await first.textContent()
    await send(packageId, '+447700900011')
    const fresh = at.page.getByRole('button', { name: /^[\d,]+ new$/ })
    await fresh.waitFor()
    expect(await first.textContent()).toBe(before)
    await fresh.press('Enter')
    await fresh.waitFor({ state: 'detached' })
    expect(await first.textContent()).not.toBe(before)
  })

  it('is asked before it happens, cannot leave what is under way, and is told why it failed', async () => {
    await open('/')
    const dialog = at.page.getByRole('dialog')
    const held = Promise.withResolvers<void>()
    await at.page.route('**/api/v1/stop', async (route) => {
      await held.promise
      await route.fulfill({ status: 503, body: '{"type":"unavailable","detail":"A part does not answer."}' })
    })
    await at.page.getByRole('button', { name: 'Stop all sending' }).first().click()
    await dialog.getByRole('button', { name: 'Stop all sending' }).click()
    await dialog.getByRole('button', { name: 'Working' }).waitFor()
    await at.page.keyboard.press('Escape')
    await at.page.keyboard.press('Escape')
    held.resolve()
    await dialog.getByText('That is not confirmed: A part does not answer.').waitFor()
    await at.page.unroute('**/api/v1/stop')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(at.faults.splice(0)).toEqual([expect.stringContaining('503')])
  })

  it('stops everything, sees it on every page, and starts it again', async () => {
    await open('/')
    await confirmed('Stop all sending', 'Stop all sending')
    await says('All sending is stopped. Messages are accepted and wait.')
    // The button that asked is gone: the keyboard goes on in the page.
    await focused('id === "main"')
    const id = await send(packageId, '+447700900009')
    await open(`/messages/${id}`)
    await says('All sending is stopped. Messages are accepted and wait.')
    await statusIs('accepted')
    await warm(leeds)
    await confirmed('Start sending', 'Start sending')
    await statusIs('read')
    await at.page.getByText('All sending is stopped.').waitFor({ state: 'hidden' })
  })

  it('reads an alert and what to do about it', async () => {
    await new Client(product.sandbox, null).expect(200, 'POST', '/sandbox/tokens', {
      token: 'token-of-leeds',
      dead: true,
    })
    await api.call('POST', `/api/v1/profiles/${leeds}/reconnect`)
    await open('/alerts')
    await at.page.getByRole('row').filter({ hasText: 'Leeds' }).first().click()
    await says('What to do')
    const read = at.page.getByRole('button', { name: 'Mark as read', exact: true })
    await read.press('Enter')
    await read.waitFor({ state: 'detached' })
    // a keyboard goes on where it was
    expect(await at.page.evaluate('document.activeElement.id')).toBe('alert-title')
    // What Meta refuses is the token: the way to a new one is one click.
    await at.page.getByRole('link', { name: 'Enter new token for Leeds' }).first().click()
    const dialog = at.page.getByRole('dialog', { name: 'New access token for Leeds' })
    await dialog.getByLabel('Access token').fill('typed')
    await at.page.keyboard.press('Control+k')
    expect(await at.page.getByRole('combobox', { name: 'A page, package, number or action' }).count()).toBe(0)
    expect(await dialog.getByLabel('Access token').inputValue()).toBe('typed')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await at.page.getByRole('button', { name: 'Throw it away' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(at.page.url()).toBe(`${product.dashboard}/packages/numbers/${leeds}`)
  })

  it('points at what needs it, and no row goes from under the pointer', async () => {
    const sandbox = new Client(product.sandbox, null)
    const setDead = async (number: string, token: string, dead: boolean): Promise<void> => {
      await sandbox.expect(200, 'POST', '/sandbox/tokens', { token, dead })
      await api.call('POST', `/api/v1/profiles/${number}/reconnect`)
    }
    await open('/')
    const need = at.page.locator('.need > li').filter({ hasText: 'Leeds is disconnected' })
    await need.hover()
    await setDead(leeds, 'token-of-leeds', false)
    await need.getByText('Needs nobody now').waitFor()
    await at.page.getByRole('heading', { level: 1 }).hover()
    await need.waitFor({ state: 'detached' })

    await open('/alerts')
    const first = at.page.locator('.alerts-list tbody tr').first()
    const fresh = at.page.getByRole('button', { name: /^[\d,]+ new$/ })
    await first.hover()
    await setDead(london, 'token-of-london', true)
    await fresh.waitFor()
    expect(await first.textContent()).not.toContain('London')
    await fresh.click()
    await first.filter({ hasText: 'London' }).waitFor()
    await setDead(london, 'token-of-london', false)
  })

  it('loses the session, and leaves nothing of what was seen to whoever comes next', async () => {
    const key = await api.expect(201, 'POST', '/api/v1/api-keys', {
      ...{ name: 'Shop', role: 'sender', packageIds: [packageId] },
    })
    const palette = at.page.getByRole('dialog', { name: 'Search or jump to' })
    const find = async (text: string): Promise<readonly string[]> => {
      await at.page.getByRole('button', { name: 'Search or jump to' }).click()
      await palette.getByRole('combobox').fill(text)
      const found = await palette.getByRole('option').allTextContents()
      await at.page.keyboard.press('Escape')
      return found
    }
    await open('/live')
    expect(await find('Leeds')).toEqual([expect.stringContaining('Leeds')])
    await at.page.context().clearCookies()
    await at.page.getByRole('link', { name: 'Audit' }).first().click()
    await at.page.getByText('Your session has ended.').waitFor()
    expect(at.faults.splice(0).every((one) => one.includes('401') || one.includes('WebSocket'))).toBe(true)
    await signIn(at.page, String(key['key']))
    await says('Your token may not open this page')
    expect(await find('Leeds')).toEqual([])
    await open('/')
    expect(at.page.url()).toBe(`${product.dashboard}/messages`)
    await at.page.getByRole('button', { name: 'Sign out' }).first().click()
    await signIn(at.page, product.adminToken)
    await settled(at.page)
  })

  it('signs out, and saw no fault on the way', async () => {
    await at.page.getByRole('button', { name: 'Sign out' }).first().click()
    await at.page.getByLabel('Token or API key').waitFor()
    expect(at.faults).toEqual([])
  })
})

describe('the first page', () => {
  it('asks for at most 120 KB of script, gzipped', async () => {
    const { page, close } = await openPage(browser, { state: states.admin })
    await page.goto(product.dashboard)
    await settled(page)
    const asked: string[] = await page.evaluate(
      `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
    )
    await close()
    const texts = await Promise.all(asked.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())))
    expect(texts.length).toBeGreaterThan(2)
    expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThanOrEqual(120_000)
  })
})

/** What changes something: nobody who only looks is offered it. */
const CHANGES =
  /^(Create|Add|Edit|Pause(?! the view)|Resume|Quarantine|Stop|Start|Mark|Dismiss|Delete|Take|Revoke|Send|Cancel|Release|Never|New token|Check|Set|Change|Opt out|Import|Lift|Erase|Forget|Reply|React|Read the)\b/

/** What is offered on a page, and what went wrong in it. */
const offered = async ({ page, faults }: Watched, path: string): Promise<readonly string[]> => {
  await page.goto(`${product.dashboard}${path}`)
  await settled(page)
  const names = await page.locator('#main button').allTextContents()
  return [...names.map((name) => name.trim()).filter((name) => CHANGES.test(name)), ...faults.splice(0)]
}

describe('a viewer', () => {
  let at: Watched
  beforeAll(async () => {
    at = await openPage(browser, { state: states.viewer })
  })
  afterAll(() => at.close())

  it.each(PAGES)('may look at $name, or is told why not, and is offered nothing that would be refused', async (one) => {
    // A refused request would be a fault: pages that are not for viewers ask for nothing.
    expect(await offered(at, pathOf(one.path, one.id))).toEqual([])
  })

  it('is not offered what an admin is', async () => {
    const admin = await openPage(browser, { state: states.admin })
    expect(await offered(admin, '/packages')).toContain('Create package')
    await admin.close()
  })
})

const look = async ({ page, faults }: Watched, url: string): Promise<readonly string[]> => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.goto(url)
  await settled(page)
  const found = [...(await violations(page)), ...(await overflow(page)).map((one) => `wider than the window: ${one}`)]
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await frames(page)
  found.push(...(await violations(page, 'colours')).map((one) => `in the light theme: ${one}`))
  found.push(...(await markup(page)).map((one) => `a text became markup: ${one}`), ...faults.splice(0))
  return found.map((one) => `${page.viewportSize()?.width} px: ${one}`)
}

describe('every page', () => {
  let sizes: readonly Watched[]
  beforeAll(async () => {
    sizes = await Promise.all([1440, 390].map((width) => openPage(browser, { width, state: states.admin })))
  })
  afterAll(() => Promise.all(sizes.map((one) => one.close())))

  it.each(PAGES)('$name: open to everybody, breaks nothing, wide and narrow, dark and light', async ({ id, path }) => {
    const url = `${product.dashboard}${pathOf(path, id)}`
    expect((await Promise.all(sizes.map((size) => look(size, url)))).flat()).toEqual([])
  })
})

/** What opens over a page: where, by which button, and at which of the two widths it is looked at. */
const DIALOGS: readonly (readonly [string, RegExp, number])[] = [
  ['messages', /^Send message$/, 1440],
  ['package', /^Add number$/, 390],
  ['package', /^Edit$/, 1440],
  ['number', /^Pause$/, 390],
  ['packages', /^Search or jump to/, 1440],
]

describe('every dialog', () => {
  it.each(DIALOGS)('on the page %s, %s: open to everybody, dark and light', async (id, button, width) => {
    const { page, faults, close } = await openPage(browser, { state: states.admin, width })
    await page.goto(`${product.dashboard}${pathOf(PAGES.find((one) => one.id === id)?.path ?? '', id)}`)
    await settled(page)
    await page.getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog').waitFor()
    const found: string[] = []
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await frames(page)
      found.push(
        ...(await violations(page, colorScheme === 'dark' ? 'all' : 'colours')).map((one) => `${colorScheme}: ${one}`),
      )
    }
    expect([...found, ...(await overflow(page)), ...(await markup(page)), ...faults]).toEqual([])
    await close()
  })
})

/** Which page shows each kind of hostile text as a whole list. */
const SHOWN: readonly (readonly [keyof HostileWorld['names'], string])[] = [
  ['packages', 'packages'],
  ['numbers', 'live'],
  ['texts', 'messages'],
  ['references', 'messages'],
  ['inbound', 'messages'],
  ['keys', 'keys'],
  ['reasons', 'audit'],
  ['errors', 'number'],
]

describe('500 hostile texts', () => {
  it('are 500', () => {
    const all = new Set(SHOWN.flatMap(([kind]) => world.names[kind]))
    expect(all.size).toBeGreaterThanOrEqual(500)
  })

  /** What each page shows from its top to its end, walked down once. */
  const walks = new Map<string, ReturnType<typeof walk>>()
  const walk = async (id: string): Promise<Awaited<ReturnType<typeof readDown>> & { faults: readonly string[] }> => {
    const { page, faults, close } = await openPage(browser, { state: states.admin })
    const path = PAGES.find((one) => one.id === id)?.path ?? ''
    await page.goto(`${product.dashboard}${path.replace(':id', world.refusedId)}`)
    await settled(page)
    const seen = await readDown(page)
    await close()
    return { ...seen, faults }
  }

  it.each(SHOWN)('%s are shown on the page %s as the text that they are, each of them', async (kind, id) => {
    const walked = walks.get(id) ?? walk(id)
    walks.set(id, walked)
    const { shown, marked, faults } = await walked
    expect(world.names[kind].filter((text) => !shown.includes(asShown(text)))).toEqual([])
    expect(marked).toEqual([])
    expect(faults).toEqual([])
  })
})
