import { describe, expect, it } from 'vitest'
import type { Template } from '../data/wire.ts'
import { textsOf } from './template-choice.ts'

const template = (parameters: Template['parameters']): Template => ({
  name: 'order',
  language: 'en_US',
  category: 'utility',
  status: 'APPROVED',
  wabaId: 'w',
  portfolioId: 'p',
  metaId: null,
  parameters,
})
const plain = { header: 0, body: 0, named: false }

describe('textsOf', () => {
  it('begins with the header and the button that the template has', () => {
    expect(textsOf(template({ header: 1, body: 2, named: true, headerFormat: 'image', urlButton: 1 }))).toEqual({
      'template.name': 'order',
      'template.language.code': 'en_US',
      'header.needed': 'yes',
      'header.kind': 'image',
      parameters: '2',
      named: 'yes',
      'suffix.given': 'yes',
      'suffix.index': '1',
    })
    expect(textsOf(template({ ...plain, urlButton: null }))).toMatchObject({ 'header.needed': '', 'suffix.given': '' })
  })

  it('guesses no header that is not told or cannot be filled in here', () => {
    for (const more of [{}, { headerFormat: 'location' }, { headerFormat: 'toString' }])
      expect(textsOf(template({ ...plain, header: 1, ...more }))).toMatchObject({
        'header.needed': 'yes',
        'header.kind': '',
      })
    expect(textsOf(template(null))).toMatchObject({ 'header.needed': '', 'suffix.given': '' })
  })
})
