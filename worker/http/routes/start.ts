import { SwitchInput, SwitchView } from '../../contract/admin.ts'
import { route } from '../route.ts'
import { throwSwitch } from '../throw-switch.ts'

export const start = route('POST /api/v1/start', {
  summary: 'The reverse of stop',
  body: { schema: SwitchInput },
  answers: { 200: SwitchView },
  handle: (ask) => throwSwitch(ask, false),
})
