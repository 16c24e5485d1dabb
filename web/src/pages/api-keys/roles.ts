import type { Role } from '../../data/wire.ts'

/** What each role may do, as the API has it; in the order in which a reader chooses. */
export const ROLES: readonly Role[] = ['sender', 'viewer', 'operator', 'admin']

export const ROLE_RULES: Readonly<Record<Role, { readonly does: string; readonly not: string }>> = {
  sender: {
    does: 'Brings messages in, also through the Cloud API face, and looks at those that it sent.',
    not: "Sees no numbers and nobody else's messages. For software that sends.",
  },
  viewer: {
    does: 'Sees packages, numbers, messages, alerts and figures.',
    not: 'Changes nothing and sends nothing. For screens, reports and metrics.',
  },
  operator: {
    does: 'Sees what a viewer sees; pauses, resumes, quarantines and stops; cancels and releases messages; sets routes and opt-outs; reads and dismisses alerts.',
    not: 'Sends nothing, and changes no settings, tokens or keys.',
  },
  admin: {
    does: 'Everything: also sends, adds and deletes packages and numbers, enters tokens, changes settings, makes keys, erases recipients.',
    not: 'Keep it for people who set the guard up.',
  },
}

/** What a key limited to some packages may not, whatever its role. */
export const LIMITED: Readonly<Record<Role, string>> = {
  sender: 'It sends by these packages alone.',
  viewer: 'It sees these packages alone: not opt-outs, settings or diagnostics, which concern all.',
  operator: 'It sees and operates these packages alone: not opt-outs or the stop of everything, which concern all.',
  admin: 'It sees and changes these packages alone: not keys, opt-outs or settings, which concern all.',
}
