import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ASSET_KINDS, type AssetKind } from '../../../../../core/index.js';
import { useStore, useTopic } from '../../live/live';
import { KindIcon } from '../../ui/marks';
import { go, useView } from '../../url';

/** Which kinds of asset are looked at; the choice stands in the address. */
export function KindChips() {
  const { t } = useTranslation();
  const { kinds } = useView();
  const store = useStore();
  const version = useTopic('assets');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the contents of the store
  const counts = useMemo(() => {
    const found = new Map<AssetKind, number>();
    for (const { kind } of store.assets.values()) found.set(kind, (found.get(kind) ?? 0) + 1);
    return found;
  }, [store, version]);
  const toggle = (kind: AssetKind): void =>
    go({ kinds: kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind] });
  return (
    <fieldset className="chips" aria-label={t('map.filter')}>
      <button
        type="button"
        className="chip"
        aria-pressed={kinds.length === 0}
        onClick={() => go({ kinds: [] })}
      >
        {t('map.all')} <span className="num">{store.assets.size}</span>
      </button>
      {ASSET_KINDS.filter((kind) => counts.has(kind)).map((kind) => (
        <button
          key={kind}
          type="button"
          className="chip"
          aria-pressed={kinds.includes(kind)}
          onClick={() => toggle(kind)}
        >
          <KindIcon kind={kind} size={15} /> {t(`kind.${kind}`)}{' '}
          <span className="num">{counts.get(kind)}</span>
        </button>
      ))}
    </fieldset>
  );
}
