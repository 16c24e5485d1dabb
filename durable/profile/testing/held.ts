import { SYSTEM } from '../../domain/reason.ts'
import type { OfferedMessage } from '../../package/rpc.ts'
import { refused, Stage } from './stage.ts'

/** One message that Meta's word on integrity holds; the number goes on. */
export async function held(change: Partial<OfferedMessage> = {}) {
  const stage = await new Stage().open()
  stage.meta = () => refused(131048)
  const message = stage.message(change)
  await stage.offer([message])
  await stage.run(1_000)
  await stage.profile.resume(null, SYSTEM)
  return { stage, message }
}
