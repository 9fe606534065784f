// Pictures of transcripts. Apart from the main entry, because the page of the HTML timeline comes with it. Names only,
// listed one by one.
export { htmlTimeline, type HtmlTimelineOptions } from './views/html/html-timeline.ts'
export type { Finding } from './views/html/picture.ts'
