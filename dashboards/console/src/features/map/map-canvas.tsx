import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAbout, useNow, useStore, useTopic } from '../../live/live';
import { useTheme } from '../../theme/use-theme';
import { ICONS, Icon } from '../../ui/marks';
import { go, useView } from '../../url';
import { type Camera, type CityMap, createCityMap } from './city-map';
import { buildFixed, buildTrucks, fixedPlaces } from './features';
import { boxOf, type LonLat, placeOf } from './places';

/** A map for as long as theme and language stay; a new one looks where the old one did. */
function useCityMap(theme: string) {
  const { t, i18n } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<CityMap | undefined>();
  const camera = useRef<Camera | undefined>(undefined);
  const [isBroken, setBroken] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and language are baked into the map
  useEffect(() => {
    const container = host.current;
    if (!container) return;
    let close: (() => Camera) | undefined;
    const words = { label: t('map.label'), zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut') };
    try {
      close = createCityMap({
        container,
        camera: camera.current,
        words,
        onOpen: (assetId) => go({ asset: assetId, point: undefined }),
        onReady: setMap,
      });
    } catch {
      setBroken(true);
    }
    return () => {
      camera.current = close?.();
      setMap(undefined);
    };
  }, [theme, i18n.language]);
  return { host, map, isBroken };
}

function useFixedPlaces(): ReadonlyMap<string, LonLat> {
  const store = useStore();
  const assets = useTopic('assets');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the contents of the store
  return useMemo(() => fixedPlaces(store), [store, assets]);
}

/** Keeps the ring on the chosen asset and brings the map there once, when it is chosen. */
function useChosen(map: CityMap | undefined, fixed: ReadonlyMap<string, LonLat>, readings: number): void {
  const store = useStore();
  const { asset: assetId } = useView();
  const flown = useRef<string | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a truck's place changes with the readings
  useEffect(() => {
    if (!map) return;
    const asset = store.assets.get(assetId ?? '');
    const place = asset && (fixed.get(asset.assetId) ?? placeOf(asset, store.latestOf(asset.assetId)));
    map.choose(place);
    if (assetId === undefined) flown.current = undefined;
    if (place && flown.current !== assetId) {
      flown.current = assetId;
      map.flyTo(place);
    }
  }, [map, assetId, fixed, readings, store]);
}

export default function MapCanvas() {
  const { t } = useTranslation();
  const { timeZone } = useAbout();
  const { kinds } = useView();
  const store = useStore();
  const theme = useTheme(useNow(30_000), timeZone);
  const { host, map, isBroken } = useCityMap(theme);
  const fixed = useFixedPlaces();
  const readings = useTopic('readings');
  const alerts = useTopic('alerts');
  const link = useTopic('link');
  // Values grow old by themselves; a look every ten seconds is enough to notice.
  const slow = useNow(10_000);
  const [placeless, setPlaceless] = useState(0);
  const [hadHash] = useState(() => location.hash.includes('at='));
  const fitted = useRef(hadHash);
  const box = useMemo(() => boxOf(fixed.values()), [fixed]);

  useEffect(() => {
    if (!map || !box) return;
    map.ground(box);
    if (fitted.current) return;
    fitted.current = true;
    map.fit(box, false);
  }, [map, box]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for the contents of the store
  useEffect(() => {
    if (!map) return;
    const features = buildFixed(store, fixed, kinds);
    map.showFixed(features);
    setPlaceless(features.placeless);
  }, [map, store, fixed, kinds, alerts, link, slow]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for the contents of the store
  useEffect(() => {
    map?.showTrucks(buildTrucks(store, kinds));
  }, [map, store, fixed, kinds, readings, alerts]);

  useChosen(map, fixed, readings);

  if (isBroken) return <p className="map-failed">{t('map.failed')}</p>;
  return (
    <>
      <div className="map-canvas" ref={host} data-ready={map !== undefined} />
      {box && (
        <button
          type="button"
          className="map-fit"
          aria-label={t('map.fit')}
          title={t('map.fit')}
          onClick={() => map?.fit(box, true)}
        >
          <Icon d={ICONS.fit} size={18} />
        </button>
      )}
      {placeless > 0 && <p className="map-note">{t('map.badPlaces', { count: placeless })}</p>}
    </>
  );
}
