import { describe, expect, it } from 'vitest'
import { contentText, repliesTo } from './content.ts'

describe('what a message says', () => {
  it('is its text, its caption, its body, its parameters', () => {
    expect(contentText('text', { text: { body: 'Hello' } })).toBe('Hello')
    expect(contentText('image', { image: { link: 'https://a.example/x.png', caption: 'A view' } })).toBe('A view')
    expect(contentText('document', { document: { id: '1', filename: 'bill.pdf' } })).toBe('bill.pdf')
    expect(contentText('interactive', { interactive: { type: 'button', body: { text: 'Which?' } } })).toBe('Which?')
    expect(contentText('interactive', { interactive: { list_reply: { id: '1', title: 'Blue' } } })).toBe('Blue')
    const components = [
      { type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ana' },
          { type: 'text', text: '88213' },
        ],
      },
    ]
    expect(contentText('template', { template: { name: 'x', components } })).toBe('Ana · 88213')
  })

  it('is nothing where there are no words', () => {
    expect(contentText('text', null)).toBeUndefined()
    expect(contentText('template', { template: { name: 'x' } })).toBeUndefined()
    expect(contentText('audio', { audio: { id: '1' } })).toBeUndefined()
    expect(contentText('text', { text: 'no object' })).toBeUndefined()
  })

  it('names a place by its name, else by where it is', () => {
    expect(contentText('location', { location: { latitude: 1.5, longitude: -2, name: 'Shop' } })).toBe('Shop')
    expect(contentText('location', { location: { latitude: 1.5, longitude: -2 } })).toBe('1.5, -2')
    expect(contentText('location', { location: { latitude: '1.5', longitude: '-2' } })).toBe('1.5, -2')
    expect(contentText('location', { location: { latitude: 'here', longitude: -2 } })).toBeUndefined()
  })
})

describe('the message that it answers', () => {
  it('is named by us, by the user, or by a reaction', () => {
    expect(repliesTo({ context: { message_id: 'wamid.1' } })).toBe('wamid.1')
    expect(repliesTo({ context: { id: 'wamid.2', from: '1' } })).toBe('wamid.2')
    expect(repliesTo({ reaction: { message_id: 'wamid.3', emoji: 'x' } })).toBe('wamid.3')
    expect(repliesTo({ text: { body: 'no' } })).toBeUndefined()
  })
})
