import { normaliseAddress } from '../../contract/phone.ts'
import { invalid } from '../../contract/problem.ts'
import { WindowsInput, WindowsView } from '../../contract/profile.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'

/** A window lasts 24 hours from the user's message: nobody can know of a longer one. */
const LONGEST = 86_400_000

export const profilesWindows = route('POST /api/v1/profiles/:id/windows', {
  summary: 'Known open service windows, when a running number is adopted',
  body: { schema: WindowsInput, limit: 1_048_576 },
  answers: { 200: WindowsView },
  async handle(ask) {
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const errors: { path: string; message: string }[] = []
    const windows = ask.body.windows.map(({ address: given, until: text }, index) => {
      const address = normaliseAddress(given)
      const until = Date.parse(text)
      if (address === undefined)
        errors.push({ path: `windows.${index}.address`, message: 'must be a phone number in E.164 or a user id' })
      if (until <= ask.now || until > ask.now + LONGEST)
        errors.push({ path: `windows.${index}.until`, message: 'must lie ahead by 24 hours at most' })
      return { address: address ?? '', until }
    })
    if (errors.length > 0) return { problem: invalid(errors) }
    const opened = await actors.profile(ask.env, entry.id).openWindows(windows, ask.by)
    return { status: 200, body: { opened } }
  },
})
