import { errorSentence } from '../../i18n/error-texts.ts';
import { uploadLine, uploadTexts } from '../../api/upload-texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import { batchTexts } from './batch-texts.ts';
import classes from './batch.module.css';
import type { BatchItem } from './batch-store.ts';

/** The progress of each project of a batch. */
export function BatchProgress({ items }: { readonly items: readonly BatchItem[] }) {
  const sent = items.filter(({ state }) => state === 'queued').length;
  return (
    <>
      <p className={classes['note']} role="status">
        {batchTexts.sentOf(sent, items.length)}
      </p>
      <ul className={classes['items']} aria-label={batchTexts.choose}>
        {items.map((item) => (
          <li key={item.id}>
            <div className={classes['itemHead']}>
              <strong>{item.name}</strong>
              {item.state !== 'sending' && <span data-state={item.state}>{batchTexts.states[item.state]}</span>}
            </div>
            {item.state === 'sending' && <Sending item={item} />}
            {item.error && <Message kind="error">{errorSentence(item.error)}</Message>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Sending({ item: { name, upload } }: { readonly item: BatchItem }) {
  const label = batchTexts.progressOf(name);
  if (!upload) return <Meter label={label} value={null} text={uploadTexts.starts} />;
  const { pace, ...line } = uploadLine(upload);
  return (
    <>
      <Meter label={label} {...line} />
      {pace && <p className={classes['note']}>{pace}</p>}
    </>
  );
}
