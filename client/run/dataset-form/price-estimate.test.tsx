import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { serverInfoQuery } from '../../api/dataset-queries.ts';
import { chooseLanguage } from '../../i18n/language.ts';
import { PriceEstimate, type DatasetSize } from './price-estimate.tsx';

afterEach(() => {
  cleanup();
  chooseLanguage('en');
});

const ONE = { frames: 10, classes: 2 };
const said = (perFrameClass: number, datasets: readonly DatasetSize[], atMost = false, currency = 'USD') => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(serverInfoQuery.queryKey, { pricing: { perFrameClass, currency } } as never);
  const { container } = render(
    <QueryClientProvider client={client}>
      <PriceEstimate datasets={datasets} atMost={atMost} />
    </QueryClientProvider>,
  );
  return [...container.querySelectorAll('p')].map((each) => each.textContent?.replaceAll(/\s/g, ' '));
};

it('says what is counted, who set the rate, and that nothing is charged', () => {
  expect(said(5, [ONE])).toEqual([
    'Estimated price',
    '10 frames × 2 classes × $5.00 = $100.00',
    'Frames × classes × $5.00, a rate that the operator of this server set. It is an estimate: nothing is charged here.',
  ]);
  expect(screen.getByRole('status').textContent).toMatch(/= \$100\.00$/);
});

it('tells all digits of a small rate', () => {
  expect(said(0.0005, [ONE])[1]).toBe('10 frames × 2 classes × $0.0005 = $0.01');
});

it.each([
  [[ONE], '10 frames × 2 classes: free'],
  [[ONE, ONE], '2 datasets, 20 frames together: free'],
])('says that it is free where the rate is 0', (datasets, line) => {
  expect(said(0, datasets, true)).toEqual([
    'Estimated price',
    line,
    'The operator of this server asks nothing for datasets. Nothing is charged here.',
  ]);
});

it('says it in Russian', () => {
  chooseLanguage('ru');
  expect(said(5, [ONE], false, 'RUB')).toEqual([
    'Ориентировочная цена',
    '10 кадров × 2 класса × 5,00 ₽ = 100,00 ₽',
    'Кадры × классы × 5,00 ₽; ставку задал владелец этого сервера. Это только оценка: здесь ничего не списывается.',
  ]);
  cleanup();
  expect(said(0, [ONE])[1]).toBe('10 кадров × 2 класса: бесплатно');
});
