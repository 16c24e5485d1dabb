import { describe, expect, it } from 'vitest'
import { graphUrlAllowed } from './graph-url.ts'

const meta = { META_GRAPH_URL: 'https://graph.facebook.com' }
const listed = { ...meta, GRAPH_URL_ALLOW: 'https://a.example, http://127.0.0.1:9000' }

describe('graphUrlAllowed', () => {
  it.each([
    [meta, 'https://graph.facebook.com', true],
    [meta, 'https://graph.facebook.com/proxy', true],
    [meta, 'https://graph.facebook.com:443', true],
    [meta, 'https://graph.facebook.com:8443', false],
    [meta, 'http://graph.facebook.com', false],
    [meta, 'https://graph.facebook.com.evil.example', false],
    [meta, 'https://graph.facebook.com@evil.example', false],
    [meta, 'https://evil.example/https://graph.facebook.com', false],
    [meta, 'https://user:pass@graph.facebook.com', false],
    [meta, 'https://graph.facebook.com?x=1', false],
    [meta, 'https://graph.facebook.com#x', false],
    [meta, 'ftp://graph.facebook.com', false],
    [meta, 'graph.facebook.com', false],
    [meta, 'http://127.0.0.1:9000', false],
    [listed, 'https://a.example', true],
    [listed, 'http://127.0.0.1:9000', true],
    [listed, 'http://127.0.0.1:9001', false],
    [listed, 'https://graph.facebook.com', false],
    [{ ...meta, GRAPH_URL_ALLOW: 'http://a.example' }, 'http://a.example', false],
    [{ ...meta, GRAPH_URL_ALLOW: ' ' }, 'https://graph.facebook.com', true],
  ])('%j %s -> %s', (env, url, allowed) => {
    expect(graphUrlAllowed(env, url)).toBe(allowed)
  })
})
