// Writes the pictures of the documentation anew, with the fonts of this machine: npm run pictures.
import { mkdirSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { browserLaunch } from '../../../../scripts/browser.ts'
import { teaTime } from './conversations.ts'

const FOLDER = new URL('../../../../docs/images/', import.meta.url)

await using browser = await chromium.launch(browserLaunch())
mkdirSync(FOLDER, { recursive: true })
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({
    colorScheme,
    viewport: { width: 960, height: 752 },
    deviceScaleFactor: 2,
  })
  await page.setContent(teaTime())
  await page.getByRole('row').last().waitFor()
  // Nobody's keyboard is in a picture.
  await page.getByRole('grid').blur()
  writeFileSync(new URL(`timeline-${colorScheme}.webp`, FOLDER), await webp(await page.screenshot()))
}

/** In a third of the bytes that PNG takes; at twice the size it is shown in, what is lost is not seen. */
async function webp(picture: Buffer): Promise<Uint8Array> {
  const page = await browser.newPage()
  const bytes = await page.evaluate(async (png) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const drawing = new OffscreenCanvas(image.width, image.height)
    drawing.getContext('2d')?.drawImage(image, 0, 0)
    const blob = await drawing.convertToBlob({ type: 'image/webp', quality: 0.7 })
    return Array.from(new Uint8Array(await blob.arrayBuffer()))
  }, picture.toString('base64'))
  return Uint8Array.from(bytes)
}
