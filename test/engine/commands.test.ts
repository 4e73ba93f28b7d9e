import { describe, expect, test } from 'vitest'
import { Registry } from '../../src/engine/registry.ts'
import { allFeatures } from '../../src/features.ts'
import { defaultProgram } from '../../src/program/program.ts'

const registry = new Registry(allFeatures(defaultProgram))
const menu = (locale: 'en' | 'zh') => new Map(registry.menu(locale, () => true).map((it) => [it.name, it]))

describe('commands in the menu of a platform', () => {
  test('have a name in the language, where it is another', () => {
    expect(menu('en').get('points')).not.toHaveProperty('localName')
    expect(menu('zh').get('points')?.localName).toBe('积分')
    const names = [...menu('zh').values()].map(({ name, localName }) => localName ?? name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('tell piece by piece what may follow: the fields of the form that they open, or one thing', () => {
    expect(menu('en').get('earn')?.options).toEqual([
      { name: 'who', kind: 'line', description: 'Card code, name, or telegram:1001' },
      { name: 'amount', kind: 'number', description: 'For example 25.90' },
    ])
    expect(menu('en').get('language')?.options).toMatchObject([
      {
        name: 'language',
        kind: 'choice',
        options: [
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ],
      },
    ])
    expect(menu('zh').get('grant')?.options?.[1]).toMatchObject({
      name: 'role',
      kind: 'choice',
      options: [{ value: 'staff', label: '店员' }, { value: 'manager' }, { value: 'owner' }],
    })
    expect(menu('en').get('points')).not.toHaveProperty('options')
  })
})
