import {
  GeoJSONSource,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type MapMouseEvent,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type FixedFeatures, looksOf, type Truck, truckFeatures } from './features';
import { collection, type FeatureCollection } from './geojson';
import { createGlide } from './glide';
import { graticule } from './graticule';
import { addImages } from './images';
import type { Box, LonLat } from './places';
import { mapStyle, type SOURCES } from './style';

setWorkerUrl(workerUrl);

export interface CityMap {
  showFixed(features: FixedFeatures): void;
  showTrucks(trucks: readonly Truck[]): void;
  choose(place: LonLat | undefined): void;
  flyTo(place: LonLat): void;
  fit(box: Box, isAnimated: boolean): void;
  ground(box: Box): void;
}

export interface Camera {
  readonly center: LonLat;
  readonly zoom: number;
}

export interface CityMapDeps {
  readonly container: HTMLElement;
  /** Where to look, when another map stood here before; else the address says it. */
  readonly camera: Camera | undefined;
  readonly words: { readonly label: string; readonly zoomIn: string; readonly zoomOut: string };
  onOpen(assetId: string): void;
  onReady(map: CityMap): void;
}

const HIT_LAYERS = ['marked-trucks', 'marked-one', 'trucks', 'calm-one', 'streets'] as const;
const CLUSTER_LAYERS = ['marked-many', 'calm-many'] as const;
const NEAR_ZOOM = 16;
/** As in the style sheets. */
const PHONE_PX = 700;

type SourceName = (typeof SOURCES)[number];

/**
 * The map as the page uses it; MapLibre stays behind this. What comes back closes the map, ready or not, and says where it
 * looked, for the map that takes its place.
 */
export function createCityMap({ container, camera, words, onOpen, onReady }: CityMapDeps): () => Camera {
  const map = new MapLibre({
    container,
    style: mapStyle(),
    // The place on the map is part of the address.
    hash: 'at',
    center: [117.05, 36.66],
    zoom: 12,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    localIdeographFontFamily: 'sans-serif',
    locale: {
      'Map.Title': words.label,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
    },
  });
  if (camera) map.jumpTo({ center: [camera.center[0], camera.center[1]], zoom: camera.zoom });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-right');

  const shown = new Map<SourceName, string>();
  const set = (name: SourceName, data: FeatureCollection): void => {
    const looks = looksOf(data);
    const source = map.getSource(name);
    // Clustering and placing thousands of symbols again is dear; what looks the same stays.
    if (!(source instanceof GeoJSONSource) || shown.get(name) === looks) return;
    shown.set(name, looks);
    void source.setData(data);
  };
  const glide = createGlide((trucks) => set('trucks', truckFeatures(trucks)));
  listen(map, onOpen);

  const api: CityMap = {
    showFixed(features) {
      set('calm', features.calm);
      set('marked', features.marked);
      set('lines', features.lines);
    },
    showTrucks: glide.to,
    choose(place) {
      const features = place
        ? [
            {
              type: 'Feature' as const,
              geometry: { type: 'Point' as const, coordinates: [...place] },
              properties: {},
            },
          ]
        : [];
      set('chosen', collection(features));
    },
    flyTo(place) {
      const { clientWidth, clientHeight } = container;
      // On a phone a sheet covers the lower part: bring the place to the middle of what is left.
      const offset: [number, number] = clientWidth <= PHONE_PX ? [0, -0.28 * clientHeight] : [0, 0];
      const zoom = Math.max(map.getZoom(), NEAR_ZOOM);
      map.flyTo({ center: [place[0], place[1]], zoom, offset, duration: 600 });
    },
    fit(box, isAnimated) {
      map.fitBounds([box.west, box.south, box.east, box.north], {
        padding: { top: 80, bottom: 70, left: 60, right: 60 },
        maxZoom: 16,
        animate: isAnimated,
      });
    },
    ground(box) {
      const source = map.getSource('ground');
      if (source instanceof GeoJSONSource) void source.setData(graticule(box));
    },
  };
  map.on('load', () => {
    addImages(map);
    onReady(api);
  });
  return () => {
    glide.stop();
    const { lng, lat } = map.getCenter();
    const zoom = map.getZoom();
    map.remove();
    return { center: [lng, lat], zoom };
  };
}

function listen(map: MapLibre, onOpen: (assetId: string) => void): void {
  const near = (event: MapMouseEvent): MapGeoJSONFeature | undefined => {
    const { x, y } = event.point;
    // Fingers and gloves: what lies within 8 pixels counts as hit, the worst first.
    const hits = map.queryRenderedFeatures(
      [
        [x - 8, y - 8],
        [x + 8, y + 8],
      ],
      {
        layers: [...HIT_LAYERS, ...CLUSTER_LAYERS],
      },
    );
    const isGround = (hit: MapGeoJSONFeature): boolean => hit.layer.id === 'streets';
    return hits.find((hit) => !isGround(hit)) ?? hits[0];
  };
  map.on('click', (event) => {
    const hit = near(event);
    if (!hit) return;
    const { id, cluster_id: cluster } = hit.properties;
    if (typeof id === 'string') onOpen(id);
    else if (typeof cluster === 'number' && hit.geometry.type === 'Point') {
      const [lon = 0, lat = 0] = hit.geometry.coordinates;
      const source = map.getSource(hit.source);
      if (source instanceof GeoJSONSource) {
        source.getClusterExpansionZoom(cluster).then(
          (zoom) => map.easeTo({ center: [lon, lat], zoom: zoom + 0.2, duration: 300 }),
          () => undefined,
        );
      }
    }
  });
  for (const layer of [...HIT_LAYERS, ...CLUSTER_LAYERS]) {
    map.on('mouseenter', layer, () => {
      map.getCanvas().style.cursor = 'pointer';
    });
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = '';
    });
  }
}
