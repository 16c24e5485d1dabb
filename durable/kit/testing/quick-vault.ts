import { createHmac } from 'node:crypto'
import type { Sealed } from '../../domain/policy.ts'
import { Vault, WrongKey } from '../vault.ts'

/**
 * A vault for the virtual clock: the same promises, answered within the turn. The real one asks a thread pool, whose
 * answer would come at a moment that the world does not decide.
 */
export class QuickVault extends Vault {
  constructor() {
    super('')
  }

  override async seal(text: string): Promise<Sealed> {
    return { k: 'test', iv: '', ct: Buffer.from(text).toString('base64') }
  }

  override async open(sealed: Sealed): Promise<string> {
    if (sealed.k !== 'test') throw new WrongKey(`no key of MASTER_KEY has the id ${sealed.k}`)
    return Buffer.from(sealed.ct, 'base64').toString()
  }

  override async mac(text: string): Promise<string> {
    return createHmac('sha256', 'test').update(text).digest('base64url').slice(0, 16)
  }

  override async verifyMac(text: string, tag: string): Promise<boolean> {
    return (await this.mac(text)) === tag
  }
}
