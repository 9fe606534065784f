// Making elements. Text only ever becomes a text node or an attribute: nothing of a transcript is parsed as HTML.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** An HTML element. An attribute that is undefined or false is left out, one that is true has no value. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  setAll(element, attributes)
  element.append(...children)
  return element
}

export function svg(name: string, attributes: Attributes, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement
  setAll(element, attributes)
  element.append(...children)
  return element
}

function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
}

/** A button that is pressed or not. */
export function toggle(
  label: string,
  isPressed: boolean,
  onToggle: (isPressed: boolean) => void,
): HTMLButtonElement {
  const button = html('button', { type: 'button', 'aria-pressed': String(isPressed) }, label)
  button.addEventListener('click', () => {
    const pressed = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(pressed))
    onToggle(pressed)
  })
  return button
}

export function action(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const button = html('button', { type: 'button', title, 'aria-label': title }, label)
  button.addEventListener('click', onClick)
  return button
}
