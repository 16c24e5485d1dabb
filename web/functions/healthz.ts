import { type Context, proxy } from './proxy.ts'

export const onRequest = (context: Context): Promise<Response> => proxy(context)
