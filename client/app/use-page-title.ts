import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { accountTexts } from '../i18n/account-texts.ts';
import { datasetTexts } from '../i18n/dataset-texts.ts';
import { jobTexts } from '../i18n/job-texts.ts';
import { texts } from '../i18n/texts.ts';
import { useVideoStore } from '../video/video-store.ts';

/**
 * Sets the title of the page, for the browser's tab and history: the page's name, or that of the video in the
 * workspace.
 */
export function usePageTitle(inWorkspace: boolean): void {
  const [path] = useLocation();
  const video = useVideoStore((state) => state.metadata?.name);
  const title = texts.pageTitle(inWorkspace && video !== undefined ? video : titleOf(path));
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function titleOf(path: string): string {
  if (path === '/') return texts.startTitle;
  if (path === '/account') return accountTexts.account;
  if (path === '/admin') return accountTexts.administration;
  if (path === '/jobs') return jobTexts.myJobs;
  return /^\/datasets(\/|$)/.test(path) ? datasetTexts.myDatasets : texts.nowhereTitle;
}
