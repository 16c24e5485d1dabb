import type { ProblemSlug } from '../../contract/problem.ts'
import type { Operation } from './documented.ts'

/** What stands beside routes.ts and is published all the same. No token of ours is asked for. */
interface Beside {
  method: 'get' | 'post'
  path: string
  operation: Operation
  problems: readonly ProblemSlug[]
}

const text = (description: string, media: string, example?: unknown) => ({
  description,
  content: { [media]: { schema: { type: 'string' }, ...(example === undefined ? {} : { example }) } },
})

const query = (name: string, example: string) => ({
  name,
  in: 'query',
  required: true,
  schema: { type: 'string' },
  example,
})

/** A document of their own for each caller, who adds to it. */
export function besides(): Beside[] {
  return [
    {
      ...{ method: 'get', path: '/webhooks/meta', problems: ['forbidden', 'unavailable'] },
      operation: {
        summary: 'Handshake of Meta, when the webhook is entered there',
        tags: ['meta'],
        parameters: [
          query('hub.mode', 'subscribe'),
          query('hub.verify_token', 'your META_VERIFY_TOKEN'),
          query('hub.challenge', '1158201444'),
        ],
        responses: { 200: text('The challenge, as it came', 'text/plain', '1158201444') },
      },
    },
    {
      ...{ method: 'post', path: '/webhooks/meta', problems: ['unauthenticated', 'too-large', 'unavailable'] },
      operation: {
        summary: 'Webhooks of Meta',
        description: 'Signed with the app secret. Answered once the events are durable; Meta repeats what was not.',
        tags: ['meta'],
        parameters: [
          {
            ...{ name: 'X-Hub-Signature-256', in: 'header', required: true, schema: { type: 'string' } },
            example: `sha256=${'0f'.repeat(32)}`,
          },
        ],
        requestBody: { content: { 'application/json': { schema: WEBHOOK, example: STATUS } } },
        responses: { 200: text('Taken; no words', 'text/plain', '') },
      },
    },
    {
      ...{ method: 'get', path: '/api/openapi.json', problems: ['unavailable'] },
      operation: {
        summary: 'This document',
        tags: ['service'],
        responses: {
          200: {
            description: 'OpenAPI 3.1',
            content: { 'application/json': { schema: { type: 'object' }, example: { openapi: '3.1.0' } } },
          },
        },
      },
    },
    {
      ...{ method: 'get', path: '/api/docs', problems: ['unavailable'] },
      operation: {
        summary: 'This document as a page for people',
        tags: ['service'],
        responses: { 200: text('A page', 'text/html', '<!doctype html>…') },
      },
    },
  ]
}

const WEBHOOK = {
  type: 'object',
  properties: { object: { type: 'string' }, entry: { type: 'array', items: { type: 'object' } } },
  required: ['object', 'entry'],
}

const STATUS = {
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
            statuses: [
              {
                ...{ id: 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI', status: 'delivered', timestamp: '1763802000' },
                recipient_id: '16505551234',
              },
            ],
          },
        },
      ],
    },
  ],
}
