import AutoComplete from 'antd/es/auto-complete';
import Input from 'antd/es/input';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asset } from '../../api/types';
import { useStore, useTopic } from '../../live/live';
import { ICONS, Icon, KindIcon } from '../../ui/marks';
import { go } from '../../url';
import { nameOf } from '../alerts/sentence';

const SHOWN = 12;

const codeOf = (asset: Asset): string => asset.plate ?? asset.poleNumber ?? asset.assetId;

/** 0 when what was typed is exactly the id, plate, pole or name; 1 when one starts with it; 2 when it is inside. */
function closeness(asset: Asset, typed: string): number | undefined {
  let best: number | undefined;
  for (const field of [asset.assetId, asset.plate, asset.poleNumber, asset.name]) {
    if (field === undefined) continue;
    const at = field.toLowerCase().replaceAll(/[·\s]/g, '').indexOf(typed);
    if (at < 0) continue;
    const rank = at > 0 ? 2 : field.length === typed.length ? 0 : 1;
    if (best === undefined || rank < best) best = rank;
  }
  return best;
}

function find(assets: Iterable<Asset>, text: string): readonly Asset[] {
  const typed = text.toLowerCase().replaceAll(/[·\s]/g, '');
  if (typed === '') return [];
  const hits: { asset: Asset; rank: number }[] = [];
  for (const asset of assets) {
    const rank = closeness(asset, typed);
    if (rank !== undefined) hits.push({ asset, rank });
  }
  hits.sort((a, b) => a.rank - b.rank || a.asset.name.localeCompare(b.asset.name));
  return hits.slice(0, SHOWN).map((hit) => hit.asset);
}

/** Finds an asset by name, plate, pole number or id, opens it and brings the map there. */
export function Search() {
  const { t } = useTranslation();
  const store = useStore();
  const version = useTopic('assets');
  const [text, setText] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the contents of the store
  const found = useMemo(() => find(store.assets.values(), text), [store, version, text]);
  const options = found.map((asset) => ({
    value: asset.assetId,
    label: (
      <span className="hit">
        <KindIcon kind={asset.kind} />
        <span className="hit-name">{nameOf(asset)}</span>
        <small>{codeOf(asset)}</small>
      </span>
    ),
  }));
  const open = (assetId: string): void => {
    setText('');
    go({ asset: assetId, point: undefined });
  };
  return (
    <AutoComplete
      className="search"
      value={text}
      options={options}
      defaultActiveFirstOption
      notFoundContent={text.trim() === '' ? null : t('top.nothing', { q: text.slice(0, 40) })}
      onChange={(value: string) => setText(value)}
      onSelect={open}
    >
      <Input
        aria-label={t('top.search')}
        placeholder={t('top.search')}
        prefix={<Icon d={ICONS.search} size={16} />}
        allowClear={{ clearIcon: <Icon d={ICONS.close} size={14} /> }}
      />
    </AutoComplete>
  );
}
