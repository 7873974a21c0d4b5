import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asset, AssetDetail, AssetPart } from '../../api/types';
import { ageText } from '../../format';
import { useStore, useTopic } from '../../live/live';
import { KindIcon, SeverityMark } from '../../ui/marks';
import { go, hrefOf } from '../../url';
import { markOf, nameOf } from '../alerts/sentence';
import { isUnknown } from './freshness';

/** Parts drawn before the rest is asked for. */
const PARTS_SHOWN = 24;

function AssetLink({ asset }: { asset: Pick<Asset, 'assetId' | 'name'> }) {
  return (
    <a
      href={hrefOf({ asset: asset.assetId, point: undefined })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go({ asset: asset.assetId, point: undefined });
      }}
    >
      {nameOf(asset)}
    </a>
  );
}

/** What the asset is made of: a cabinet's circuits, a circuit's lamps, a station's bins; the worst first. */
export function Parts({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation();
  const store = useStore();
  useTopic('alerts');
  const [isWhole, setWhole] = useState(false);
  if (asset.parts.length === 0) return null;
  const now = store.now();
  const marked = asset.parts.map((part: AssetPart) => {
    const worst = markOf(store.alertsOf(part.assetId));
    const mark =
      worst ?? (isUnknown(store.latestOf(part.assetId), part.kind, now) ? ('unknown' as const) : undefined);
    return { part, mark };
  });
  marked.sort((a, b) => Number(b.mark !== undefined) - Number(a.mark !== undefined));
  const shown = isWhole ? marked : marked.slice(0, PARTS_SHOWN);
  return (
    <section className="block">
      <h3>{t('asset.parts', { count: asset.parts.length })}</h3>
      <ul className="parts">
        {shown.map(({ part, mark }) => (
          <li key={part.assetId}>
            {mark ? <SeverityMark mark={mark} size={14} /> : <KindIcon kind={part.kind} size={14} />}
            <AssetLink asset={part} />
          </li>
        ))}
      </ul>
      {shown.length < marked.length && (
        <button type="button" className="more" onClick={() => setWhole(true)}>
          {t('asset.partsMore', { count: marked.length - shown.length })}
        </button>
      )}
    </section>
  );
}

export function Devices({ asset, now }: { asset: AssetDetail; now: number }) {
  const { t } = useTranslation();
  if (asset.devices.length === 0) return null;
  return (
    <section className="block">
      <h3>{t('asset.devices')}</h3>
      {asset.devices.map((device) => (
        <p key={device.deviceId} className="device">
          <code>{device.deviceId}</code>
          {device.online !== undefined && (
            <span className={device.online ? '' : 'device-silent'}>
              {!device.online && <SeverityMark mark="unknown" size={13} />}{' '}
              {t(device.online ? 'asset.online' : 'asset.offline')}
            </span>
          )}
          {device.lastHeardAt !== undefined && (
            <small className="num">{t('asset.heard', { age: ageText(t, now - device.lastHeardAt) })}</small>
          )}
          {device.expectedIntervalS !== undefined && (
            <small className="num">
              {t('asset.every', { age: ageText(t, device.expectedIntervalS * 1_000) })}
            </small>
          )}
        </p>
      ))}
    </section>
  );
}

export function Facts({ asset }: { asset: AssetDetail }) {
  const { t } = useTranslation();
  const store = useStore();
  useTopic('assets');
  const parent = store.assets.get(asset.parentId ?? '');
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('asset.id'), asset.assetId],
    [t('asset.plate'), asset.plate],
    [t('asset.pole'), asset.poleNumber],
    [t('asset.grid'), asset.gridId],
  ];
  return (
    <dl className="facts">
      {parent && (
        <div>
          <dt>{t('asset.parent')}</dt>
          <dd>
            <AssetLink asset={parent} />
          </dd>
        </div>
      )}
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value.slice(0, 64)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
