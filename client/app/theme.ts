import { createTheme } from '@mantine/core';

/** Compact sizes: this is a tool that people work in for hours beside a large picture. */
export const theme = createTheme({
  colors: {
    // A little blue in the greys, so that controls and panels are of one family.
    dark: [
      '#c6cbd4',
      '#b0b7c3',
      '#868f9d',
      '#5c6573',
      '#3b424e',
      '#30363f',
      '#262a32',
      '#1d2026',
      '#16181d',
      '#0f1115',
    ],
  },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false, checkIconPosition: 'right' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Alert: { defaultProps: { variant: 'light' } },
  },
});
