/** Colours of a picture: those of the canvas in both themes. */
import type { Category } from '../../registry/definition'

export type PictureTheme = 'light' | 'dark'
export const PICTURE_THEMES: readonly PictureTheme[] = ['light', 'dark']

export interface PictureColors {
  readonly theme: PictureTheme
  readonly canvas: string
  readonly surface: string
  readonly line: string
  /** Around a node. */
  readonly ring: string
  readonly shadow: string
  readonly wire: string
  readonly port: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly danger: string
  /** What flows on wires. */
  readonly forward: string
  readonly backward: string
  readonly categories: Readonly<Record<Category, string>>
}

export const PICTURE_COLORS: Readonly<Record<PictureTheme, PictureColors>> = {
  light: {
    theme: 'light',
    canvas: '#f5f6f8',
    surface: '#ffffff',
    line: '#e2e5eb',
    ring: '#e2e5eb',
    shadow: '#141824',
    wire: '#a4abb8',
    port: '#8a92a1',
    text: '#171a21',
    muted: '#535b69',
    faint: '#616b7a',
    danger: '#c42b34',
    forward: '#0a74a6',
    backward: '#b9500a',
    categories: {
      data: '#4f6272',
      layer: '#4f4bc6',
      activation: '#1f7f5c',
      pooling: '#0f7490',
      normalization: '#7a4fb8',
      regularization: '#8a6a12',
      shape: '#63697a',
      math: '#2563a8',
      loss: '#b23a64',
      metric: '#4d7a1f',
      module: '#93532a',
      opaque: '#63697a',
    },
  },
  dark: {
    theme: 'dark',
    canvas: '#101216',
    surface: '#16191e',
    line: '#272b33',
    ring: '#3a404b',
    shadow: '#000000',
    wire: '#565e6c',
    port: '#6b7382',
    text: '#e9ebef',
    muted: '#a8afbb',
    faint: '#8a92a0',
    danger: '#ff7b80',
    forward: '#4bb8ec',
    backward: '#fb9a4b',
    categories: {
      data: '#9aabba',
      layer: '#a09efb',
      activation: '#5cc99a',
      pooling: '#55bfd9',
      normalization: '#c09bf0',
      regularization: '#d9b24e',
      shape: '#a7adbb',
      math: '#74aef0',
      loss: '#f0819f',
      metric: '#a5cf6b',
      module: '#dd9c6d',
      opaque: '#a7adbb',
    },
  },
}
