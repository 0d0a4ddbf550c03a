import { createTheme, type MantineThemeComponents } from '@mantine/core';
import { texts } from '../i18n/texts.ts';

const base = createTheme({
  colors: {
    // A little blue in the greys, so that controls and panels match.
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
    // White text on the filled shade must be readable: contrast of at least 4.5 to 1.
    red: ['#fff5f5', '#ffe3e3', '#ffc9c9', '#ffa8a8', '#ff8787', '#ff6b6b', '#fa5252', '#d62c2c', '#c42525', '#ad1f1f'],
  },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

const components: MantineThemeComponents = {
  Button: { defaultProps: { size: 'xs' } },
  TextInput: { defaultProps: { size: 'xs' } },
  NumberInput: { defaultProps: { size: 'xs' } },
  Select: { defaultProps: { size: 'xs', allowDeselect: false, checkIconPosition: 'right' } },
  Checkbox: { defaultProps: { size: 'xs' } },
  Radio: { defaultProps: { size: 'xs' } },
  SegmentedControl: { defaultProps: { size: 'xs' } },
  // Keyboard users see the names of icons, too.
  Tooltip: { defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } } },
  Alert: { defaultProps: { variant: 'light' } },
  // A list of choices contains only choices; the first one has the focus.
  Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  // The page has one header landmark; that of a dialog is none.
  ModalHeader: { defaultProps: { component: 'div' } },
  DrawerHeader: { defaultProps: { component: 'div' } },
};

/**
 * Compact sizes: the tool is used for hours beside a large picture. Texts for screen readers are in the
 * current language.
 */
export function currentTheme() {
  const close = { defaultProps: { 'aria-label': texts.close } };
  return { ...base, components: { ...components, ModalCloseButton: close, DrawerCloseButton: close } };
}
