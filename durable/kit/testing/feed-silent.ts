import type { FeedRpc } from '../../feed/rpc.ts'

/** A feed that nobody watches. */
export class FeedSilent implements FeedRpc {
  async publish(): Promise<boolean> {
    return false
  }
}
