import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download } from 'lucide-react';
import { Link } from 'wouter';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { useAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { archiveAddress, datasetQuery, previewAddress } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import { ClassHistogram } from './class-histogram.tsx';
import { DatasetFacts } from './dataset-facts.tsx';
import classes from './datasets.module.css';
import { DeleteDataset } from './delete-dataset.tsx';
import { EditDataset } from './edit-dataset.tsx';
import { Preview } from './preview.tsx';

/** One dataset: its previews with labels, its figures, and actions. */
export default function DatasetPage({ id }: { id: string }) {
  const { data: account, isPending } = useAccount();
  const query = useQuery({ ...datasetQuery(id), enabled: account !== undefined && account !== null });
  if (!isPending && !account)
    return (
      <div className={classes['empty']}>
        <h1>{datasetTexts.myDatasets}</h1>
        <p>{accountTexts.signedOutPage}</p>
        <Button onClick={() => void askToSignIn()}>{accountTexts.signIn}</Button>
      </div>
    );
  if (query.error)
    return (
      <div className={classes['page']}>
        <BackLink />
        <h1 className="visually-hidden">{datasetTexts.myDatasets}</h1>
        <Message kind="error">{errorSentence(query.error)}</Message>
        <Button className={classes['retry']} onClick={() => void query.refetch()}>
          {accountTexts.retry}
        </Button>
      </div>
    );
  if (!query.data) return <Loader className={classes['wait']} aria-label={datasetTexts.loading} />;
  return <Shown dataset={query.data} />;
}

const BackLink = () => (
  <Link href="/datasets" className={classes['back']}>
    <ArrowLeft size={15} aria-hidden />
    {datasetTexts.back}
  </Link>
);

function Shown({ dataset }: { dataset: Dataset }) {
  const { id, name, description, previews, counts } = dataset;
  return (
    <div className={classes['page']}>
      <BackLink />
      <div className={classes['titleRow']}>
        <h1>{name}</h1>
        <div className={classes['actions']}>
          <Button component="a" href={archiveAddress(id)} download leftSection={<Download size={15} aria-hidden />}>
            {datasetTexts.download}
          </Button>
          <EditDataset dataset={dataset} />
          <DeleteDataset id={id} name={name} />
        </div>
      </div>
      <p className={classes['description']} data-empty={description === ''}>
        {description === '' ? datasetTexts.noDescription : description}
      </p>
      <div className={classes['columns']}>
        <section aria-label={datasetTexts.pictures}>
          <ul className={classes['gallery']}>
            {Array.from({ length: previews }, (_, index) => (
              <li key={index}>
                <a href={previewAddress(id, index)} target="_blank" rel="noreferrer">
                  <Preview address={previewAddress(id, index)} alt={datasetTexts.pictureOf(name, index + 1)} />
                </a>
              </li>
            ))}
          </ul>
        </section>
        <aside>
          <DatasetFacts dataset={dataset} />
          <ClassHistogram classes={counts.classes} />
        </aside>
      </div>
    </div>
  );
}
