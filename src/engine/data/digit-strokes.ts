/** A point in the unit square: x to the right, y downwards. */
export type Point = readonly [x: number, y: number]

/** One stroke of the pen: a smooth curve through its points. Corners are made of two strokes. */
export type Stroke = readonly Point[]

/** One way to write a digit. */
export type DigitStyle = readonly Stroke[]

/**
 * For each digit, the ways in which people write it. Strokes are divided by `/`, points by blanks; a point is
 * `x,y` in hundredths.
 */
const drawings: readonly (readonly string[])[] = [
  // 0: closed oval; narrow oval with overlapping ends; wide, started at the side
  [
    '50,10 30,24 23,50 31,78 50,90 69,78 77,50 70,23 50,10',
    '60,15 44,12 32,34 31,66 45,89 61,78 69,48 60,20 47,16',
    '25,45 27,72 50,87 74,70 76,38 55,14 34,24 25,50',
  ],
  // 1: bare stroke; with a flag; with flag and base
  [
    '50,10 50,50 50,90',
    '35,31 45,22 53,10 / 53,10 52,50 53,90',
    '35,27 51,10 / 51,10 51,88 / 33,89 52,88 70,89',
  ],
  // 2: straight base; loop at the foot; flat curl
  [
    '26,31 34,15 53,10 70,20 70,38 56,58 38,76 25,89 / 25,89 50,88 76,89',
    '28,28 41,12 61,13 71,30 63,52 46,75 30,87 24,78 35,71 55,82 78,86',
    '28,18 48,10 67,19 65,38 46,64 27,84 / 27,84 45,80 60,88 76,83',
  ],
  // 3: round; flat top; small loop at the waist
  [
    '28,20 43,10 62,14 67,29 57,43 42,48 / 42,48 63,53 73,68 64,85 45,90 26,81',
    '28,13 50,12 70,13 / 70,13 57,28 46,43 / 46,43 66,49 73,66 63,85 44,90 27,81',
    '29,17 49,10 66,22 58,40 43,48 38,43 50,44 69,57 70,77 50,90 28,85',
  ],
  // 4: closed; open with corners; open and rounded
  [
    '59,10 42,36 23,62 / 23,62 50,62 79,61 / 59,10 60,50 59,90',
    '35,12 30,34 26,55 / 26,55 50,55 77,54 / 63,28 61,60 60,90',
    '30,14 26,38 36,53 54,50 68,38 / 70,12 68,45 64,90',
  ],
  // 5: with a corner; in one curve; with a long roof
  [
    '71,12 53,13 36,12 / 36,12 34,28 32,44 / 32,44 50,39 67,48 72,66 60,85 42,90 26,82',
    '70,13 46,13 34,27 41,43 59,52 69,69 58,86 40,90 27,81',
    '40,16 36,30 31,46 / 31,46 52,43 68,57 64,80 45,90 28,86 / 40,16 60,14 80,10',
  ],
  // 6: curved stem; straight stem; small bowl
  [
    '64,10 45,25 31,50 29,73 41,88 60,87 70,72 62,57 46,55 32,67',
    '45,10 34,40 29,70 42,89 62,85 68,68 56,54 39,58 30,70',
    '67,13 48,16 33,38 27,65 36,86 56,90 66,77 57,64 41,66 31,77',
  ],
  // 7: plain; with a bar; with a hook at the left
  [
    '26,14 50,13 74,14 / 74,14 59,40 50,65 44,90',
    '26,15 50,13 73,14 / 73,14 60,40 51,65 46,90 / 37,51 55,49 70,50',
    '26,28 28,14 / 28,14 50,16 72,12 / 72,12 64,40 60,65 58,90',
  ],
  // 8: in one stroke; as two rings; narrow with an open top
  [
    '66,20 50,10 35,20 38,36 52,48 68,64 66,82 50,90 34,82 33,64 48,48 62,36 66,20',
    '50,10 35,19 36,38 50,46 64,38 65,19 50,10 / 50,46 32,57 31,78 50,90 69,78 68,57 50,46',
    '68,14 48,11 36,26 48,43 62,60 62,82 46,90 34,76 42,58 58,42 68,20',
  ],
  // 9: straight stem; hooked tail; curved stem
  [
    '68,28 58,13 42,12 31,27 35,44 50,49 63,41 69,25 / 69,25 67,55 65,90',
    '67,22 50,10 33,22 34,41 50,48 65,38 68,22 / 68,22 71,55 63,82 46,90 32,81',
    '65,20 47,12 34,28 40,45 58,42 66,22 64,50 55,72 42,90',
  ],
]

/** For each digit, its styles as strokes of points. */
export const digitStyles: readonly (readonly DigitStyle[])[] = drawings.map((styles) =>
  styles.map(parseStyle),
)

function parseStyle(text: string): DigitStyle {
  return text.split(' / ').map((stroke) => stroke.split(' ').map(parsePoint))
}

function parsePoint(text: string): Point {
  const [x, y] = text.split(',').map(Number)
  return [x! / 100, y! / 100]
}
