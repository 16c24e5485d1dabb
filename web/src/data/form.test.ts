import { createRoot } from 'solid-js'
import { describe, expect, it } from 'vitest'
import { createForm } from './form.ts'
import { ApiError } from './problem.ts'

const needed = (text: string): string | undefined => (text === '' ? 'Enter a name.' : undefined)
const make = () => createRoot(() => createForm({ name: '', 'limits.hourly': '60' }, { name: needed }))

describe('createForm', () => {
  it('says what is wrong when a field is left or the form is sent, not before', () => {
    const form = make()
    expect(form.wrong('name')).toBeUndefined()
    form.leave('name')
    expect(form.wrong('name')).toBe('Enter a name.')
    form.set('name', 'Orders')
    expect(form.wrong('name')).toBeUndefined()
    expect(form.valid()).toBe(true)
    expect(form.changed()).toEqual(['name'])
  })

  it('puts what the API refuses beside the field that it names, until that is changed', () => {
    const form = make()
    form.refuse(new ApiError('invalid-request', 400, 'no', { errors: [{ path: 'limits.hourly', message: 'too big' }] }))
    expect(form.wrong('limits.hourly')).toBe('Too big.')
    expect(form.refused()).toBeUndefined()
    form.set('limits.hourly', '50')
    expect(form.wrong('limits.hourly')).toBeUndefined()
  })

  it('keeps what names no field for the form as a whole', () => {
    const form = make()
    form.refuse(new ApiError('number-taken', 409, 'the number belongs to a package already'))
    expect(form.refused()?.message).toBe('the number belongs to a package already')
  })
})
