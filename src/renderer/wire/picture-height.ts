import { createContext } from 'react'

/** The highest place that a picture of a tensor takes, in the page's pixels; more where it is shown large. */
export const PictureHeight = createContext(276)
