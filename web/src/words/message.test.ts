import { describe, expect, it } from 'vitest'
import { describeMessage, errorText, kindOf, languageOf } from './message.ts'

describe('kindOf', () => {
  it('names a template, also one whose content was erased', () => {
    expect(kindOf({ type: 'template', content: { template: { name: 'order_shipped' } } })).toBe(
      'Template order_shipped',
    )
    expect(kindOf({ type: 'template', content: null })).toBe('Template')
    expect(kindOf({ type: 'template', content: { template: { name: 5 } } })).toBe('Template')
  })

  it('calls what it does not know by its own name', () => {
    expect(kindOf({ type: 'text', content: {} })).toBe('Text')
    expect(kindOf({ type: 'order', content: {} })).toBe('order')
  })
})

describe('describeMessage', () => {
  it('says to whom or from whom', () => {
    const message = { type: 'text', content: {}, recipient: '+573001234567' }
    expect(describeMessage({ ...message, direction: 'out' })).toBe('Text to +57 300 123 4567')
    expect(describeMessage({ ...message, direction: 'in' })).toBe('Text from +57 300 123 4567')
  })
})

describe('languageOf', () => {
  it('is that of a template', () => {
    expect(languageOf({ template: { name: 'a', language: { code: 'en_US' } } })).toBe('en_US')
    expect(languageOf({ text: { body: 'a' } })).toBeUndefined()
  })
})

describe('errorText', () => {
  it('says the code once', () => {
    expect(errorText({ code: 131026, title: '(#131026) Message undeliverable', detail: null })).toBe(
      '131026: Message undeliverable',
    )
    expect(errorText({ code: null, title: 'the window has closed', detail: null })).toBe('the window has closed')
  })
})
