import { type AlertRow, readAlert } from '../db/alerts.ts'
import type { Env } from '../env.ts'
import { type Caller, seesPackage } from './caller.ts'
import { notFound, type Refusal } from './reply.ts'

/** An alert that the caller may know of; one without a package is for unlimited keys only. */
export async function alertInScope(ask: { env: Env; caller: Caller }, id: string): Promise<AlertRow | Refusal> {
  const row = await readAlert(ask.env, id)
  const seen = row !== null && (ask.caller.packageIds === null || seesPackage(ask.caller, row.packageId ?? ''))
  return seen ? row : notFound('alert')
}
