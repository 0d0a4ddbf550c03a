import { Button, Loader } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import { SignInDialog } from '../features/account/sign-in-dialog.tsx';
import { useKeyboard } from '../keymap/use-actions.ts';
import { datasetTexts } from '../i18n/dataset-texts.ts';
import { texts } from '../i18n/texts.ts';
import { projectAddress } from './address.ts';
import classes from './app.module.css';
import { Header } from './header.tsx';
import { reviewJob } from './review-job.ts';
import { useOpenProject } from './open-project-store.ts';
import { Studio } from './studio.tsx';
import { useFollowOtherTabs } from './use-follow-other-tabs.ts';
import { useLeaveWarning } from './use-leave-warning.ts';

/** The workspace, most of the program; it loads while the start page is shown. */
const loadWorkspace = () => import('./workspace.tsx');
const Workspace = lazy(loadWorkspace);
const AccountPage = lazy(() => import('../features/account/account-page.tsx'));
const AdminPage = lazy(() => import('../features/admin/admin-page.tsx'));
const JobsPage = lazy(() => import('../features/jobs/jobs-page.tsx'));
const DatasetsPage = lazy(() => import('../features/datasets/datasets-page.tsx'));
const DatasetPage = lazy(() => import('../features/datasets/dataset-page.tsx'));

/** The header, the page of the current address, and the sign-in dialog. */
export function App() {
  const [inStudio] = useRoute('/');
  useLeaveWarning();
  useFollowOtherTabs();
  useKeyboard();
  useEffect(() => {
    // A failed preload fails again, with an error message, when the workspace is opened.
    void loadWorkspace().catch(() => undefined);
  }, []);
  return (
    <div className={classes['app']}>
      {inStudio ? (
        <Studio>
          {(over) => (
            <Suspense fallback={<Loader className={classes['loading']} />}>
              <Workspace over={over} />
            </Suspense>
          )}
        </Studio>
      ) : (
        <OtherPages />
      )}
      <SignInDialog />
    </div>
  );
}

/** Pages other than the studio, loaded on demand. The project in the studio stays open meanwhile. */
function OtherPages() {
  const openId = useOpenProject((state) => state.openId);
  return (
    <>
      <Header place="pages" />
      <main className={classes['pages']}>
        <Suspense fallback={<Loader className={classes['loading']} />}>
          <Switch>
            <Route path="/account" component={AccountPage} />
            <Route path="/admin" component={AdminPage} />
            <Route path="/jobs">
              <JobsPage studio={projectAddress(openId)} onReview={reviewJob} />
            </Route>
            <Route path="/datasets">
              <DatasetsPage studio={projectAddress(openId)} />
            </Route>
            <Route path="/datasets/:id">{({ id }) => <DatasetPage key={id} id={id} />}</Route>
            <Route>
              <div className={classes['nowhere']}>
                <h1>{texts.nowhere}</h1>
                <Button component={Link} href={projectAddress(openId)}>
                  {datasetTexts.toStudio}
                </Button>
              </div>
            </Route>
          </Switch>
        </Suspense>
      </main>
    </>
  );
}
