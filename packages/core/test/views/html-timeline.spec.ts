// How the page of an HTML timeline looks, in a real browser: pictures against those beside this file, light and dark, and where
// things are. Text is drawn as bars, so that no machine's fonts count.
import { expect, type Locator, type Page, test } from '@playwright/test'
import { barFont } from './bar-font.ts'
import { crowd, teaTime } from './conversations.ts'

// Of a size in which a bar is whole pixels wide: else machines round differently, by how they hint.
const BARS = `<style>
  @font-face { font-family: Bars; src: ${barFont()}; font-weight: 1 1000 }
  * { font: 12px Bars !important; font-synthesis: none; text-rendering: geometricPrecision; line-height: 18px !important }
  .row * { line-height: 20px !important }
</style>`

async function opened(page: Page, html: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setContent(html.replace('</head>', `${BARS}</head>`))
  await expect(page.getByRole('row').first()).toBeVisible()
  await page.evaluate(async () => await document.fonts.ready)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`lanes, bands, fan-outs and what is violated look as they did, ${colorScheme}`, async ({ page }) => {
    await opened(page, teaTime(), colorScheme)
    await expect(page).toHaveScreenshot(`tea-time-${colorScheme}.png`)
  })

  test(`an unfolded event and what is found look as they did, ${colorScheme}`, async ({ page }) => {
    await opened(page, teaTime(), colorScheme)
    await page.getByRole('searchbox').fill('joins')
    await page.getByRole('row', { name: 'broadcast to lobby' }).nth(1).click()
    await page.mouse.move(0, 0)
    await expect(page).toHaveScreenshot(`unfolded-${colorScheme}.png`)
  })
}

test('a crowd, and its whole conversation beside the part in view, look as they did', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 420 })
  await opened(page, crowd(), 'dark')
  await page.locator('.scroller').evaluate((scroller) => {
    scroller.scrollTop = 1_200
  })
  await expect(page).toHaveScreenshot('crowd.png')
})

test('what the reader chose outweighs the scheme of the system', async ({ page }) => {
  await opened(page, teaTime(), 'light')
  await page.keyboard.press('d')
  await expect(page).toHaveScreenshot('tea-time-dark.png')
})

test('a lane is under its name, from opening to closing', async ({ page }) => {
  await opened(page, teaTime())
  const lanes = await boxesOf(page.locator('svg > line[stroke="var(--life)"]'))
  expect(lanes).toHaveLength(3)
  for (const [name, opens] of [
    ['alice', 1],
    ['bob', 2],
    ['carol', 3],
  ] as const) {
    const x = await centreOfName(page, name)
    const lane = lanes.find((each) => Math.abs(each.x - x) < 1)
    expect(lane?.top).toBeCloseTo(await middleOfRow(page, opens), 0)
    if (name === 'bob') expect(lane?.bottom).toBeCloseTo(await middleOfRow(page, 34), 0)
  }
})

test('a fan-out has a dot on the lane of each who got it, a ring on that of who did not yet', async ({
  page,
}) => {
  await opened(page, teaTime())
  const y = await middleOfRow(page, 17)
  const onRow = (boxes: readonly Box[]) => boxes.filter((each) => Math.abs(each.y - y) < 1).map(({ x }) => x)
  const [alice, bob, carol] = await Promise.all(
    ['alice', 'bob', 'carol'].map(async (name) => await centreOfName(page, name)),
  )
  const dots = onRow(await boxesOf(page.locator('svg > circle:not([stroke])')))
  const rings = onRow(await boxesOf(page.locator('svg > circle[stroke]')))
  expect(dots).toEqual([expect.closeTo(alice ?? 0, 0), expect.closeTo(bob ?? 0, 0)])
  expect(rings).toEqual([expect.closeTo(carol ?? 0, 0)])
})

test('no text is on the lanes, and nothing is wider than the page', async ({ page }) => {
  await opened(page, teaTime())
  const [drawing] = await boxesOf(page.locator('.canvas svg'))
  const texts = await boxesOf(page.locator('.what'))
  expect(texts.length).toBeGreaterThan(20)
  for (const { left, right } of texts) {
    expect(left).toBeGreaterThan(drawing?.right ?? Infinity)
    expect(right).toBeLessThanOrEqual(960)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(960)
})

/** In pixels of the page; `x` and `y` are its middle. */
interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly x: number
  readonly y: number
}

async function boxesOf(locator: Locator): Promise<readonly Box[]> {
  return await locator.evaluateAll((elements) =>
    elements.map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      return { left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2 }
    }),
  )
}

async function centreOfName(page: Page, name: string): Promise<number> {
  const [box] = await boxesOf(page.getByRole('button', { name, exact: true }))
  return box?.x ?? Number.NaN
}

async function middleOfRow(page: Page, seq: number): Promise<number> {
  const row = page.getByRole('row').filter({ has: page.locator('.seq', { hasText: new RegExp(`^${seq}$`) }) })
  const [box] = await boxesOf(row)
  return box?.y ?? Number.NaN
}
