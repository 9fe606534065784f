// A font that no machine has and every machine draws alike: each character is a bar half an em wide, a space is a gap. With
// it a page wraps and measures the same wherever its picture is taken. Owns the bytes of the TrueType file.

const UNITS = 1_000
const ASCENT = 750
const DESCENT = -250
const [WIDTH, BOTTOM, TOP] = [500, 0, 500]
const LAST_CHARACTER = 0x10_ff_ff

/** As the value of `src` in an `@font-face`. */
export function barFont(): string {
  return `url(data:font/ttf;base64,${Buffer.from(fontFile()).toString('base64')})`
}

function fontFile(): Uint8Array {
  // The format wants them by name.
  const tables: readonly (readonly [name: string, bytes: Uint8Array])[] = [
    ['OS/2', os2()],
    ['cmap', characters()],
    ['glyf', bar()],
    // Browsers do not look at checksums.
    [
      'head',
      words(1, 0, 1, 0, 0, 0, 0x5f_0f, 0x3c_f5, 3, UNITS, ...zeros(8), 0, BOTTOM, WIDTH, TOP, 0, 8, 2, 0, 0),
    ],
    ['hhea', words(1, 0, ASCENT, DESCENT, 0, WIDTH, 0, 0, WIDTH, 1, ...zeros(6), 0, 3)],
    ['hmtx', words(WIDTH, 0, WIDTH, 0, WIDTH, 0)],
    // Only the bar has an outline. The first would mean that there is no such character.
    ['loca', words(0, 0, bar().length / 2, bar().length / 2)],
    ['maxp', words(1, 0, 3, 4, 1, 0, 0, 2, ...zeros(8))],
    ['name', names()],
    ['post', words(3, 0, 0, 0, BOTTOM, 50, 0, 1, ...zeros(8))],
  ]
  const head = words(1, 0, tables.length, 128, 3, tables.length * 16 - 128)
  let offset = head.length + tables.length * 16
  const directory = tables.map(([name, { length }]) => {
    const entry = [...new TextEncoder().encode(name), ...longs(0, offset, length)]
    offset += padded(length)
    return Uint8Array.from(entry)
  })
  return joined(
    head,
    ...directory,
    ...tables.flatMap(([, bytes]) => [bytes, new Uint8Array(padded(bytes.length) - bytes.length)]),
  )
}

/** Every character is the bar, a space the gap. */
function characters(): Uint8Array {
  const groups = [longs(0, 0x1f, 1), longs(0x20, 0x20, 2), longs(0x21, LAST_CHARACTER, 1)]
  const table = joined(words(13, 0), longs(16 + groups.length * 12, 0, groups.length), ...groups)
  return joined(words(0, 1, 3, 10), longs(12), table)
}

function bar(): Uint8Array {
  const flags = Uint8Array.from([1, 1, 1, 1])
  const [xs, ys] = [words(0, 0, WIDTH, 0), words(BOTTOM, TOP - BOTTOM, 0, BOTTOM - TOP)]
  return joined(words(1, 0, BOTTOM, WIDTH, TOP, 3, 0), flags, xs, ys)
}

function os2(): Uint8Array {
  const [weight, width] = [400, 5]
  const [first, last] = [0, 0xff_ff]
  const looks = [0, WIDTH, weight, width, ...zeros(27)]
  return words(...looks, 0x40, first, last, ASCENT, DESCENT, 0, ASCENT, -DESCENT)
}

function names(): Uint8Array {
  const name = Uint8Array.from('Bars', (character) => character.charCodeAt(0))
  const record = (id: number) => words(1, 0, 0, id, name.length, 0)
  return joined(words(0, 1, 6 + 12), record(1), name)
}

const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0)
const padded = (length: number): number => Math.ceil(length / 4) * 4

/** Numbers of 16 bits. */
function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]))
}

function longs(...values: readonly number[]): Uint8Array {
  return words(...values.flatMap((value) => [value >>> 16, value & 0xff_ff]))
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
