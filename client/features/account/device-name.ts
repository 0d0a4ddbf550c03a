import { accountTexts } from '../../i18n/account-texts.ts';

/** Browsers also name the browsers that they resemble, so the more specific names come first. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** A short name of a device, "Firefox on Windows"; null where the user agent is unknown. */
export function deviceName(userAgent: string): string | null {
  if (userAgent.startsWith('vdf/')) return accountTexts.commandLine;
  const find = (names: typeof BROWSERS) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return accountTexts.deviceOn(browser, system);
  return browser ?? system ?? null;
}
