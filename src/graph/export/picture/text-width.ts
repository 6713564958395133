/** How wide a text is, without a screen: from the advance widths of the fonts of the canvas. */

export type Font = 'regular' | 'semibold' | 'mono'

/** Inter's widths of the characters from space to ~, in thousandths of the font's size. */
const INTER: Readonly<Record<'regular' | 'semibold', readonly number[]>> = {
  regular: [
    281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618, 646, 593, 620,
    566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903,
    753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612,
    583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426,
    333, 426, 662,
  ],
  semibold: [
    252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623, 636, 666, 612, 640,
    576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 588, 749, 746, 277, 580, 703, 565, 922,
    759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 373, 379, 373, 481, 469, 351, 574, 624, 583, 624,
    591, 389, 625, 612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839, 569, 588, 566, 455,
    359, 455, 673,
  ],
} // prettier-ignore
const MONO = 600
/** Of letters beyond ASCII; of scripts whose letters fill a square, and of pictures. */
const OTHER = 720
const WIDE = 1000
const FIRST_WIDE = 0x1100
/** Dashes and arrows of Inter, the quotes, and the ellipsis. */
const MARKS: Readonly<Record<string, number>> = { '×': 673, '·': 319, '…': 956, '→': 954, '—': 1000 }

/** In pixels, at a font size in pixels. */
export function textWidth(text: string, font: Font, size: number): number {
  let width = 0
  for (const character of text) width += advance(character, font)
  return (width * size) / 1000
}

/** The text, cut short with an ellipsis where it is wider than there is room. */
export function fitText(text: string, font: Font, size: number, room: number): string {
  if (textWidth(text, font, size) <= room) return text
  let left = (room * 1000) / size - advance('…', font)
  let kept = ''
  for (const character of text) {
    left -= advance(character, font)
    if (left < 0) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

function advance(character: string, font: Font): number {
  const code = character.codePointAt(0) ?? 0
  if (code >= FIRST_WIDE && MARKS[character] === undefined && !(code >= 0x2010 && code <= 0x2044)) return WIDE
  if (font === 'mono') return MONO
  return MARKS[character] ?? INTER[font][code - 32] ?? OTHER
}
