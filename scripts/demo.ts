import { readJson, writeJson } from './state.ts'

/** The package that a first start brings up, so that a newcomer's first `curl` has numbers to send from. */
const CITIES = ['Amsterdam', 'Berlin', 'Cairo', 'Delhi', 'Lagos'] as const

type Answer = { readonly id?: string; readonly items?: readonly unknown[] }

const call = async (api: string, token: string, path: string, body?: unknown): Promise<Answer> => {
  const answer = await fetch(`${api}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await answer.text()
  // 409: the number was added by the start that did not finish.
  if (!answer.ok && answer.status !== 409) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`)
  const parsed: Answer = JSON.parse(text)
  return parsed
}

type Progress = { readonly id: string; readonly done: boolean }

/** @returns the demo package's id, once it is whole */
export const demoPackage = (file: string): string | undefined => {
  const { id, done } = readJson<Progress>(file)
  return done === true ? id : undefined
}

/**
 * Adds the demo package with five numbers of one WABA through the public API, once in the life of a state directory and
 * only when there is no package yet. A start that was killed in between is finished by the next.
 *
 * @param file where the progress is kept
 * @returns the package's id, undefined when there was nothing to do
 */
export const seedDemo = async (api: string, token: string, file: string): Promise<string | undefined> => {
  const before = readJson<Progress>(file)
  if (before.done === true) return undefined
  if (before.id === undefined) {
    const { items } = await call(api, token, '/packages?limit=1')
    if ((items ?? []).length > 0) return undefined
  }
  const id = before.id ?? (await call(api, token, '/packages', { name: 'Demo', distribution: 'smart' })).id
  if (id === undefined) throw new Error('/packages answered without an id')
  writeJson(file, { id, done: false })
  for (const [index, city] of CITIES.entries()) {
    await call(api, token, `/packages/${id}/profiles`, {
      phoneNumberId: `10000000000000${index + 1}`,
      displayName: `Demo ${city}`,
      wabaId: '200000000000001',
      accessToken: `demo-token-${index + 1}`,
    })
  }
  writeJson(file, { id, done: true })
  return id
}
