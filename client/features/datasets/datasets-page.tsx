import { Button, Loader, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ImageOff, Search } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { DATASET_SORTS, datasetQuerySchema } from '../../../core/schema/api/datasets.ts';
import { FORMATS } from '../../../core/formats/registry.ts';
import { datasetFormatSchema } from '../../../core/schema/dataset-spec.ts';
import { useAccount } from '../../api/account-queries.ts';
import { accountTexts } from '../../i18n/account-texts.ts';
import { datasetsQuery, type DatasetFilter } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { Message } from '../../ui/message.tsx';
import { DatasetCard } from './dataset-card.tsx';
import classes from './datasets.module.css';

const ANY = 'any';
const TYPING_MS = 250;

/** The signed-in user's datasets: a grid with a search. */
export default function DatasetsPage({ studio }: { /** Address of the studio. */ readonly studio: string }) {
  const { data: account, isPending } = useAccount();
  if (isPending) return <Loader className={classes['wait']} aria-label={datasetTexts.loading} />;
  if (!account)
    return (
      <div className={classes['empty']}>
        <h1>{datasetTexts.myDatasets}</h1>
        <p>{accountTexts.signedOutPage}</p>
        <Button onClick={() => void askToSignIn()}>{accountTexts.signIn}</Button>
      </div>
    );
  return <OwnDatasets studio={studio} />;
}

function OwnDatasets({ studio }: { readonly studio: string }) {
  const [search, setSearch] = useState('');
  const [typed] = useDebouncedValue(search.trim(), TYPING_MS);
  const [filter, setFilter] = useState<DatasetFilter>({ sort: 'newest' });
  const whole = { ...filter, ...(typed === '' ? {} : { search: typed }) };
  const isFiltered = typed !== '' || filter.format !== undefined;
  const clear = () => {
    setSearch('');
    setFilter({ sort: filter.sort });
  };
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <h1>{datasetTexts.myDatasets}</h1>
        <TextInput
          aria-label={datasetTexts.search}
          placeholder={datasetTexts.search}
          leftSection={<Search size={14} aria-hidden />}
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          aria-label={datasetTexts.format}
          data={[
            { value: ANY, label: datasetTexts.anyFormat },
            ...FORMATS.map(({ description: { id, title } }) => ({ value: id, label: title })),
          ]}
          value={filter.format ?? ANY}
          onChange={(value) => {
            const format = datasetFormatSchema.safeParse(value);
            setFilter({ sort: filter.sort, ...(format.success ? { format: format.data } : {}) });
          }}
        />
        <Select
          aria-label={datasetTexts.sort}
          data={DATASET_SORTS.map((value) => ({ value, label: datasetTexts.sorts[value] }))}
          value={filter.sort}
          onChange={(value) => setFilter({ ...filter, sort: datasetQuerySchema.shape.sort.parse(value ?? undefined) })}
        />
      </div>
      <Results filter={whole} isFiltered={isFiltered} onClear={clear} studio={studio} />
    </div>
  );
}

interface ResultsProps {
  readonly filter: DatasetFilter;
  readonly isFiltered: boolean;
  /** Address of the studio. */
  readonly studio: string;
  onClear(): void;
}

function Results({ filter, isFiltered, studio, onClear }: ResultsProps) {
  const query = useInfiniteQuery(datasetsQuery(filter));
  if (query.isPending) return <Loader className={classes['wait']} aria-label={datasetTexts.loading} />;
  if (query.error)
    return (
      <div className={classes['failed']}>
        <Message kind="error" title={datasetTexts.couldNotLoad}>
          {errorSentence(query.error)}
        </Message>
        <Button onClick={() => void query.refetch()}>{accountTexts.retry}</Button>
      </div>
    );
  const datasets = query.data.pages.flatMap((page) => page.datasets);
  if (datasets.length === 0) return isFiltered ? <NoneFound onClear={onClear} /> : <Empty studio={studio} />;
  return (
    <>
      <ul className={classes['grid']}>
        {datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="default"
          className={classes['more']}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {datasetTexts.more}
        </Button>
      )}
    </>
  );
}

function Empty({ studio }: { readonly studio: string }) {
  return (
    <div className={classes['empty']}>
      <ImageOff size={36} strokeWidth={1.4} aria-hidden />
      <h2>{datasetTexts.empty}</h2>
      <p>{datasetTexts.emptyHint}</p>
      <Button component={Link} href={studio}>
        {datasetTexts.toStudio}
      </Button>
    </div>
  );
}

function NoneFound({ onClear }: { onClear(): void }) {
  return (
    <div className={classes['empty']} role="status">
      <p>{datasetTexts.noneFound}</p>
      <Button variant="default" onClick={onClear}>
        {datasetTexts.clearSearch}
      </Button>
    </div>
  );
}
