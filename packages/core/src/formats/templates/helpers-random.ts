// Helpers for invented values, from the run's seed, and for dates.
import type * as DateFns from 'date-fns'
import { mistake } from '../../errors.ts'
import { peer } from '../peers.ts'
import { asText, type Call, type Helpers } from './helper.ts'

const FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSSxxx"
const TOKENS = { useAdditionalWeekYearTokens: true, useAdditionalDayOfYearTokens: true } as const

function dates(): typeof DateFns {
  return peer('date-fns', 'a template with dates')
}

/** A point in time, from a text, a number of ms or a date; an invalid date for what is none. */
function dateOf(value: unknown): Date {
  const { toDate } = dates()
  if (typeof value === 'string') return toDate(Date.parse(value))
  return toDate(value as Date | number)
}

function formatted(date: Date, format: unknown, otherwise: string = FORMAT): string {
  return dates().format(date, typeof format === 'string' ? format : otherwise, TOKENS)
}

/** Calls a method of faker's by its name: `person.firstName`. */
function invented({ scope }: Call, name: string, args: readonly unknown[]): unknown {
  const [group = '', method = ''] = name.split('.')
  const faker = scope.run.fakerAt(scope.now)
  const maker: unknown = /^[a-z]+\.[a-z\d]+$/i.test(name) ? Reflect.get(faker, group) : undefined
  const make: unknown = typeof maker === 'object' && maker !== null ? Reflect.get(maker, method) : undefined
  if (typeof make !== 'function' || method === 'constructor') {
    throw mistake(
      `{{faker '${name}'}}`,
      'faker has no such method',
      'Look it up at fakerjs.dev: person.firstName, number.int',
    )
  }
  return Reflect.apply(make, maker, args) as unknown
}

const faked =
  (name: string, args: (call: Call) => readonly unknown[] = () => []) =>
  (call: Call): unknown =>
    invented(call, name, args(call))

const range = ({ args: [min, max] }: Call, more: object = {}): readonly unknown[] => [
  {
    ...more,
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof max === 'number' ? { max } : {}),
  },
]

/** An argument that is an object written as a text: `'{ min: 1 }'`. */
function unquoted(argument: unknown): unknown {
  if (typeof argument !== 'string' || !/^\{.*\}$/s.test(argument)) return argument
  const json = argument.replaceAll('\\', '').replace(/(['"])?(\w+)(['"])?:/g, '"$2": ')
  try {
    return JSON.parse(json) as unknown
  } catch (cause) {
    throw mistake(`faker with ${argument}`, 'it is no object', 'Write { "name": value }', { cause })
  }
}

/** The helpers that need the library of dates. */
export const DATE_HELPERS: readonly string[] = [
  'now',
  'date',
  'time',
  'dateFormat',
  'dateTimeShift',
  'isValidDate',
]
/** Those of them that invent nothing. */
const PLAIN_DATES: readonly string[] = DATE_HELPERS.filter((name) => name !== 'date' && name !== 'time')

/** Whether a helper needs the library of invented values. */
export function isInvention(name: string): boolean {
  return Object.hasOwn(randomHelpers, name) && !PLAIN_DATES.includes(name)
}

/** Whether faker has a method of this name: `person.firstName`. */
export function isMethodOfFaker(name: string): boolean {
  const [group = '', method = ''] = name.split('.')
  const { faker } = peer('@faker-js/faker', 'a template with invented values')
  const maker: unknown = /^[a-z]+\.[a-z\d]+$/i.test(name) ? Reflect.get(faker, group) : undefined
  return typeof maker === 'object' && maker !== null && typeof Reflect.get(maker, method) === 'function'
}

export const randomHelpers: Helpers = {
  faker: (call) => {
    const [name, ...args] = call.args
    const options = Object.keys(call.hash).length === 0 ? [] : [{ ...call.hash }]
    return invented(call, asText(name), [...args.map(unquoted), ...options])
  },
  boolean: faked('datatype.boolean'),
  city: faked('location.city'),
  color: faked('color.human'),
  company: faked('company.name'),
  country: faked('location.country'),
  countryCode: faked('location.countryCode'),
  domain: faked('internet.domainName'),
  email: faked('internet.email'),
  firstName: faked('person.firstName'),
  float: faked('number.float', (call) => range(call, { fractionDigits: 10 })),
  guid: faked('string.uuid'),
  hexColor: faked('color.rgb', () => [{ format: 'hex', casing: 'lower' }]),
  int: faked('number.int', (call) => range(call)),
  ipv4: faked('internet.ipv4'),
  ipv6: faked('internet.ipv6'),
  lastName: faked('person.lastName'),
  lat: faked('location.latitude'),
  long: faked('location.longitude'),
  lorem: faked('lorem.sentence', ({ args: [count] }) => (typeof count === 'number' ? [count] : [])),
  objectId: faked('database.mongodbObjectId'),
  phone: faked('phone.number'),
  postcode: faked('location.zipCode'),
  street: faked('location.streetAddress'),
  title: faked('person.prefix', ({ args: [sex] }) => (typeof sex === 'string' ? [sex] : [])),
  tld: faked('internet.domainSuffix'),
  uuid: faked('string.uuid'),
  zipcode: faked('location.zipCode'),

  now: ({ args: [format], scope }) => formatted(dateOf(scope.now), format),
  date: (call) => {
    const [from, to, format] = call.args
    if (typeof from !== 'string' || typeof to !== 'string') return ''
    const date = dateOf(invented(call, 'date.between', [{ from, to }]))
    return typeof format === 'string' ? formatted(date, format) : date.toString()
  },
  time: (call) => {
    const [from, to, format] = call.args
    const between =
      typeof from === 'string' && typeof to === 'string'
        ? { from: `1970-01-01T${from}`, to: `1970-01-01T${to}` }
        : { from: '1970-01-01T00:00:00', to: '1970-01-01T23:59:00' }
    return formatted(dateOf(invented(call, 'date.between', [between])), format, 'HH:mm')
  },
  dateFormat: ({ args: [date, format] }) =>
    typeof format === 'string' && (typeof date === 'string' || date instanceof Date)
      ? formatted(dateOf(date), format)
      : '',
  dateTimeShift: ({ hash, scope }) => {
    const { add } = dates()
    const by = (unit: string): number => Number.parseInt(asText(hash[unit]), 10) || 0
    const shifted = add(dateOf(hash['date'] ?? scope.now), {
      years: by('years'),
      months: by('months'),
      days: by('days'),
      hours: by('hours'),
      minutes: by('minutes'),
      seconds: by('seconds'),
    })
    return formatted(shifted, hash['format'])
  },
  isValidDate: ({ args }) => args.length > 0 && dates().isValid(dateOf(args[0])),
}
