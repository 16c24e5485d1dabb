import { SwitchInput, SwitchView } from '../../contract/admin.ts'
import { route } from '../route.ts'
import { throwSwitch } from '../throw-switch.ts'

export const stop = route('POST /api/v1/stop', {
  summary: 'Nothing leaves: everywhere, or from one package',
  body: { schema: SwitchInput },
  answers: { 200: SwitchView },
  handle: (ask) => throwSwitch(ask, true),
})
