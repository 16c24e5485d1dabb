import { describe, expect, it } from 'vitest'
import { parametersGiven, shapeOfTemplate } from './template-shape.ts'

describe('shapeOfTemplate', () => {
  it('counts each variable once, by number or by name', () => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'Dear {{1}}, {{2}} and again {{1}} {{ 3 }}' },
      { type: 'FOOTER', text: 'no {{1}} here' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x/{{1}}' }] },
    ]
    expect(shapeOfTemplate(components)).toEqual({ header: 1, body: 3, named: false })
    expect(shapeOfTemplate([{ type: 'body', text: 'Hi {{first_name}} {{first_name}}' }])).toEqual({
      header: 0,
      body: 1,
      named: true,
    })
  })

  it.each(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'image'])('a header of format %s takes one', (format) => {
    expect(shapeOfTemplate([{ type: 'HEADER', format }])).toEqual({ header: 1, body: 0, named: false })
  })

  it('knows nothing of what it cannot count', () => {
    expect(shapeOfTemplate(undefined)).toBeNull()
    expect(shapeOfTemplate(['x'])).toBeNull()
    expect(shapeOfTemplate([{ type: 'CAROUSEL', cards: [] }])).toBeNull()
    expect(shapeOfTemplate([])).toEqual({ header: 0, body: 0, named: false })
  })
})

describe('parametersGiven', () => {
  it('counts what a send gives', () => {
    const components = [
      { type: 'header', parameters: [{ type: 'image' }] },
      { type: 'BODY', parameters: [{ type: 'text' }, { type: 'text' }] },
      { type: 'button', parameters: [{ type: 'payload' }] },
      { type: 'body' },
      null,
    ]
    expect(parametersGiven(components)).toEqual({ header: 1, body: 2 })
    expect(parametersGiven(undefined)).toEqual({ header: 0, body: 0 })
  })
})
