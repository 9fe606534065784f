// Coverage as people and files have it.
import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import type { ContractCoverage } from './coverage.ts'
import { readCoverage, writeCoverage } from './coverage-file.ts'
import { coverageShortfalls, coverageTable } from './coverage-text.ts'

const chat: ContractCoverage = {
  contract: 'chat',
  definitions: ['1a2b3c4d'],
  touched: {
    messages: {
      'clientToServer subscribe': 2,
      'clientToServer unsubscribe': 0,
      'clientToServer say': 1,
      'serverToClient subscribed': 2,
      'serverToClient said': 2,
    },
    closeCodes: { 4000: 0, 4001: 0 },
    refusals: {},
    groups: { 'room join': 2, 'room leave': 0, 'room broadcast': 1 },
    promises: { 'room exactlyOnce': 1, 'room leaveFence': 0 },
  },
  violated: {},
}

describe('coverageTable', () => {
  it('shows how much of each part was touched, and names what was not', () => {
    expect(coverageTable([chat])).toBe(
      [
        'contract                             touched  never touched',
        'chat',
        '  messages to the server       2 of 3   66 %  unsubscribe',
        '  messages to clients          2 of 2  100 %',
        '  close codes                  0 of 2    0 %  4000, 4001',
        '  group actions                2 of 3   66 %  room leave',
        '  promises                     1 of 2   50 %  room leaveFence',
      ].join('\n'),
    )
  })

  it('fits in 100 columns, however many names there are', () => {
    const names = Array.from({ length: 200 }, (_, index) => [`clientToServer message${index}`, 0])
    const table = coverageTable([
      { ...chat, touched: { ...chat.touched, messages: Object.fromEntries(names) } },
    ])
    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100)
    for (let index = 0; index < 200; index++) expect(table).toMatch(new RegExp(`message${index}\\b`))
  })

  it('says what broke the contract, and that a name stands for two contracts', () => {
    const table = coverageTable([
      { ...chat, definitions: ['1', '2'], violated: { 'clientToServer say': 3, 'serverToClient said': 1 } },
    ])
    expect(table).toContain('  broke the contract: say to the server (3), said to clients (1)\n')
    expect(table).toContain('  2 different contracts have this name')
  })

  it('colours what it is given colours for', () => {
    const table = coverageTable([chat], {
      good: (text) => `+${text}+`,
      trouble: (text) => `-${text}-`,
    })
    expect(table).toContain('+     2 of 2  100 %+')
    expect(table).toContain('-     0 of 2    0 %-')
  })

  it('rounds down, so that 100 % is all', () => {
    const counts = Array.from({ length: 300 }, (_, index) => [`room ${index}`, index])
    const table = coverageTable([
      { ...chat, touched: { ...chat.touched, promises: Object.fromEntries(counts) } },
    ])
    expect(table).toMatch(/299 of 300\s+99 %/)
  })
})

describe('coverageShortfalls', () => {
  it('names the part, the contract, the figure, and what was not touched', () => {
    expect(coverageShortfalls([chat], { messages: 100, promises: 50, groups: 67 })).toEqual([
      '4 of 5 messages of the contract chat were touched (80 %), the threshold is 100 %. Never touched: unsubscribe to the server.',
      '2 of 3 group actions of the contract chat were touched (66 %), the threshold is 67 %. Never touched: room leave.',
    ])
  })

  it('asks nothing where there is nothing to touch', () => {
    expect(coverageShortfalls([chat], { refusals: 100 })).toEqual([])
  })

  it('refuses a part that is none, which nothing would ever fall short of, and what is no percentage', () => {
    // @ts-expect-error no such part
    expect(() => coverageShortfalls([chat], { message: 5 })).toThrow('no option "message". Use messages, ')
    expect(() => coverageShortfalls([chat], { messages: 500 })).toThrow('500 is no percentage')
    // @ts-expect-error text
    expect(() => coverageShortfalls([], { messages: '80' })).toThrow("'80' is no percentage")
  })
})

describe('readCoverage', () => {
  it('reads what writeCoverage wrote', () => {
    expect(readCoverage(writeCoverage([chat]))).toEqual([chat])
  })

  it.for([
    ['no JSON', '{', 'the text is no record of coverage'],
    ['another file', '{"parley":"transcript","version":1}', 'the text is no record of coverage'],
    ['a newer file', '{"parley":"coverage","version":2,"contracts":[]}', 'its format is 2'],
    ['a damaged file', '{"parley":"coverage","version":1,"contracts":[{}]}', 'contracts[0] is damaged'],
  ] as const)('refuses %s', ([, text, why]) => {
    expect(() => readCoverage(text)).toThrow(MistakeError)
    expect(() => readCoverage(text)).toThrow(why)
  })
})
