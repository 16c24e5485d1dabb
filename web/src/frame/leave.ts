import { asApiError } from '../data/problem.ts'
import { signOut } from '../data/session.ts'
import { toast } from '../parts/toast.tsx'

/** Signs out; says so when the guard could not be told, since the session then goes on. */
export const leave = async (): Promise<void> => {
  try {
    await signOut()
  } catch (error) {
    toast({ text: `You are still signed in: ${asApiError(error).message}`, tone: 'critical' })
  }
}
