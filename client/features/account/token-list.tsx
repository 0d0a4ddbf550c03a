import { Button, Group, Loader, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { PersonalToken } from '../../../core/schema/api/tokens.ts';
import { formatDate, formatDateTime } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { tokensQuery, useRevokeToken } from './token-queries.ts';
import { tokenTexts } from './token-texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Message } from '../../ui/message.tsx';
import classes from './account.module.css';

/** The account's personal access tokens, each with a button to revoke it. */
export function TokenList() {
  const { data, dataUpdatedAt, error, isPending } = useQuery(tokensQuery);
  const [doomed, setDoomed] = useState<PersonalToken | null>(null);
  if (isPending) return <Loader size="sm" aria-label={tokenTexts.tokens} />;
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  return (
    <>
      {data.tokens.length === 0 && <p className={classes['warning']}>{tokenTexts.none}</p>}
      <ul className={classes['sessions']}>
        {data.tokens.map((token) => (
          <li key={token.id}>
            <KeyRound size={18} aria-hidden />
            <span>
              <strong>{token.name}</strong>
              {factsOf(token, dataUpdatedAt).map((fact) => (
                <span key={fact}>{fact}</span>
              ))}
            </span>
            <IconButton icon={Trash2} label={tokenTexts.revoke(token.name)} onClick={() => setDoomed(token)} />
          </li>
        ))}
      </ul>
      <RevokeDialog token={doomed} onClose={() => setDoomed(null)} />
    </>
  );
}

/** The lines about a token. `now` is in milliseconds since 1970. */
function factsOf({ ending, scopes, createdAt, expiresAt, lastUsedAt }: PersonalToken, now: number): string[] {
  const over = Date.parse(expiresAt) <= now;
  const until = (over ? tokenTexts.expired : tokenTexts.expires)(formatDate(expiresAt));
  const used = lastUsedAt === null ? tokenTexts.neverUsed : tokenTexts.lastUsed(formatDateTime(lastUsedAt));
  return [
    scopes.map((scope) => tokenTexts.scopes[scope]).join('; '),
    `${tokenTexts.ending(ending)} · ${tokenTexts.created(formatDate(createdAt))} · ${until}`,
    used,
  ];
}

function RevokeDialog({ token, onClose }: { token: PersonalToken | null; onClose: () => void }) {
  const revoke = useRevokeToken();
  const close = () => {
    revoke.reset();
    onClose();
  };
  return (
    <Modal opened={token !== null} onClose={close} title={tokenTexts.revokeTitle} size="sm" centered>
      {token && (
        <div className={classes['form']}>
          <p className={classes['warning']}>{tokenTexts.revokeWarning(token.name)}</p>
          {revoke.error && <Message kind="error">{errorSentence(revoke.error)}</Message>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" data-autofocus onClick={close}>
              {tokenTexts.cancel}
            </Button>
            <Button
              color="red"
              loading={revoke.isPending}
              onClick={() => revoke.mutate(token.id, { onSuccess: close })}
            >
              {tokenTexts.revokeYes}
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  );
}
