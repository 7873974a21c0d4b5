import type { LayerSpecification } from 'maplibre-gl';
import { tokenOf } from '../../theme/use-theme';
import { byRank, FONT, label, WORST_ON_TOP } from './expressions';

/** What everything stands on: graticule, the base map's streets, areas and lines that are assets themselves. */
export function groundLayers(): LayerSpecification[] {
  const lineColor = byRank((mark) => tokenOf(mark), tokenOf('map-street'));
  return [
    { id: 'bg', type: 'background', paint: { 'background-color': tokenOf('map-bg') } },
    {
      id: 'graticule',
      type: 'line',
      source: 'ground',
      paint: { 'line-color': tokenOf('map-grid'), 'line-width': 1 },
    },
    {
      id: 'base',
      type: 'line',
      source: 'base',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': tokenOf('map-street'),
        'line-opacity': 0.55,
        'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 11, 1, 16, 9],
      },
    },
    {
      id: 'base-names',
      type: 'symbol',
      source: 'base',
      minzoom: 13.5,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': ['coalesce', ['get', 'name'], ''],
        'text-font': FONT,
        'text-size': 11,
      },
      paint: label(tokenOf('text-2'), tokenOf('map-bg')),
    },
    {
      id: 'areas',
      type: 'fill',
      source: 'lines',
      filter: ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false],
      paint: { 'fill-color': tokenOf('map-area') },
    },
    {
      id: 'streets',
      type: 'line',
      source: 'lines',
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': WORST_ON_TOP },
      paint: {
        'line-color': lineColor,
        'line-width': [
          'interpolate',
          ['linear'],
          ['zoom'],
          11,
          ['case', ['>', ['get', 'rank'], 0], 2.5, 1.2],
          16,
          5,
        ],
        'line-opacity': 0.85,
      },
    },
  ];
}
