'use strict';
// Hands the data of every chart to uPlot, and paints matrices. A chart of uPlot is the property chart of its element.
(() => {
  // Colours that most kinds of colour vision tell apart (Okabe, Ito), those that are readable on light and dark.
  const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00', '#8C6BB1', '#999999'];
  const DASHES = [[], [8, 4], [2, 3]];
  // Anchors of viridis, and of a scale with white at zero.
  const RISING = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'];
  const SIGNED = ['#2166ac', '#67a9cf', '#f7f7f7', '#ef8a62', '#b2182b'];
  const NONE = '–';

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Five digits at most, and powers of ten where there would be many zeros. */
  const text = value => {
    if (value == null || !Number.isFinite(value)) return NONE;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
      return value.toExponential(4).replace(/\.?0+e/, 'e').replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
    }
    return String(Number(value.toPrecision(5))).replace('-', '−');
  };

  /** The switches of a chart as an object from scale to whether it is logarithmic. */
  const switches = figure => Object.fromEntries(
    [...figure.querySelectorAll('input')].map(input => [input.dataset.scale, input.checked]));

  /** Index of the value nearest to an index, as long as the curve goes so far; curves need not share their steps. */
  const nearest = (values, index, [first, last]) => {
    if (index == null || index < first || index > last) return index;
    for (let far = 0; far < values.length; far++) {
      if (values[index - far] != null) return index - far;
      if (values[index + far] != null) return index + far;
    }
    return index;
  };

  const positive = values => values.map(value => (value > 0 ? value : null));

  /** Coordinates and values of all curves over one common row of coordinates. */
  const aligned = (data, log) => {
    const tables = data.groups.flatMap(group => group.curves.map(curve => {
      let across = data.grids[curve.grid];
      let values = log.y ? positive(curve.values) : curve.values;
      if (log.x) {
        values = values.filter((_, k) => across[k] > 0);
        across = across.filter(x => x > 0);
      }
      return [across, values];
    }));
    return uPlot.join(tables);
  };

  const axis = (label, size, values, log) => ({
    label, size, values,
    ...(log ? {splits: decades, values: decadeNames, filter: (u, splits) => splits} : {}),
    labelSize: 22,
    labelFont: '13px system-ui, "DejaVu Sans", sans-serif',
    font: '12px system-ui, "DejaVu Sans", sans-serif',
    stroke: css('--ink'),
    grid: {stroke: css('--grid'), width: 1},
    ticks: {stroke: css('--line'), width: 1},
  });

  /** Powers of ten, so many that they can be read; their multiples where there are few. uPlot's own end at 10^-16. */
  const decades = (u, _, low, high) => {
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const every = Math.max(1, Math.ceil((to - from) / 8));
    const multiples = to - from <= 3 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1];
    const splits = [];
    for (let power = Math.ceil(from / every) * every; power <= to; power += every) {
      multiples.forEach(m => splits.push(Number(`${m}e${power}`)));
    }
    return splits.filter(split => split >= low * (1 - 1e-9) && split <= high * (1 + 1e-9));
  };

  /** A little more than the values; uPlot's own range ends at 10^-16. */
  const around = (u, low, high) => (low == null ? [1, 10] : [low / 1.15, high * 1.15]);

  /** Names of powers of ten; where there are less than two of them, also of twice and five times. */
  const decadeNames = (u, splits) => {
    const named = splits.filter(v => v.toExponential(0).startsWith('1')).length < 2 ? /^[125]e/ : /^1e/;
    return splits.map(v => (named.test(v.toExponential(0)) ? text(v) : ''));
  };

  /** Room for the longest number beside the axis. */
  const room = (_, values) => 22 + 7 * Math.max(3, ...(values || []).map(value => String(value ?? '').length));

  /** How many decades values span. */
  const span = values => {
    const seen = values.filter(value => value > 0);
    const low = seen.reduce((a, b) => Math.min(a, b), Infinity);
    return seen.length ? Math.log10(seen.reduce((a, b) => Math.max(a, b)) / low) : 0;
  };

  const curves = (figure, data) => {
    const plot = figure.querySelector('.plot');
    const hidden = new Set();
    const measured = span(data.groups.filter(group => !group.predicted)
      .flatMap(group => group.curves.flatMap(curve => curve.values)));
    let chart = null;

    const build = () => {
      const log = switches(figure);
      const table = aligned(data, log);
      const extents = table.map(values => [values.findIndex(v => v != null), values.findLastIndex(v => v != null)]);
      const groups = []; // indices of the series of each group
      const series = [{label: data.across || 'number', value: (_, v) => place(v)}];
      const place = v => (v == null ? NONE : data.categories.length ? data.categories[v - 1] ?? NONE : text(v));
      let colour = 0;
      for (const group of data.groups) {
        const members = [];
        const stroke = group.predicted ? css('--ink') : COLOURS[colour % COLOURS.length];
        const dash = group.predicted ? [] : DASHES[Math.floor(colour / COLOURS.length) % DASHES.length];
        const value = (u, _, s, index) => {
          const found = members.map(m => u.data[m][nearest(u.data[m], index, extents[m])]).filter(Number.isFinite);
          if (index == null || found.length === 0) return NONE;
          if (members.length === 1) return text(found[0]);
          found.sort((a, b) => a - b);
          return `${text(found[0])} … ${text(found.at(-1))}`;
        };
        if (!group.predicted) colour++;
        group.curves.forEach((curve, k) => {
          members.push(series.length);
          series.push({
            label: group.name + (group.curves.length > 1 ? ` (${group.curves.length} seeds)` : ''),
            class: k > 0 ? 'another' : null,
            value, stroke, dash,
            show: !hidden.has(groups.length),
            // A closed form that goes on falling would leave what was measured a small strip.
            auto: !(group.predicted && log.y && span(curve.values) > measured && measured > 0),
            width: group.predicted ? 1.25 : k > 0 ? 0.75 : 2,
            alpha: k > 0 ? 0.55 : 1,
            paths: data.joined ? undefined : () => null,
            points: data.joined && curve.values.length > 1
              ? {size: 5, fill: stroke}
              : {show: true, size: group.predicted ? 11 : 7, fill: group.predicted ? 'transparent' : stroke},
          });
        });
        groups.push(members);
      }
      const groupOf = s => groups.findIndex(members => members.includes(s));
      const category = (u, splits) => splits.map(v => (Number.isInteger(v) && data.categories[v - 1] ? v : ''));
      const numbers = (u, splits) => splits.map(v => (v == null ? '' : text(v)));
      chart?.destroy();
      chart = new uPlot({
        width: plot.clientWidth,
        height: Math.max(240, Math.min(340, 0.7 * plot.clientWidth)),
        scales: {
          x: {time: false, distr: log.x ? 3 : 1,
              ...(data.categories.length ? {range: [0.5, data.categories.length + 0.5]} : {})},
          y: log.y ? {distr: 3, range: around} : {},
        },
        axes: [axis(data.across, 36, data.categories.length ? category : numbers, log.x), axis(data.up, room, numbers, log.y)],
        series,
        focus: {alpha: 0.3},
        cursor: {
          drag: {x: true, y: true, uni: 40},
          focus: {prox: 16},
          dataIdx: (u, s, index) => (s === 0 ? index : nearest(u.data[s], index, extents[s])),
          points: {size: 8},
        },
        legend: {markers: {width: 3, dash: (u, s) => (series[s].dash?.length ? 'dashed' : 'solid'),
                           stroke: (u, s) => series[s].stroke, fill: () => 'transparent'}},
        hooks: {
          // A name stands for all seeds of its group.
          setSeries: [(u, s, options) => {
            if (s == null || options.show == null) return;
            const group = groupOf(s);
            groups[group].filter(m => m !== s && u.series[m].show !== options.show)
              .forEach(m => u.setSeries(m, {show: options.show}, false));
            options.show ? hidden.delete(group) : hidden.add(group);
          }],
        },
      }, table, plot);
      figure.chart = chart;
    };

    build();
    figure.querySelectorAll('input').forEach(input => input.addEventListener('change', build));
    figure.querySelector('button').addEventListener('click', () => chart.setData(chart.data));
    new ResizeObserver(() => {
      if (plot.clientWidth !== chart.width) {
        chart.setSize({width: plot.clientWidth, height: chart.height});
      }
    }).observe(plot);
    return build;
  };

  /** Of a map of so many elements this share lies within its scale. */
  const MANY = 400;
  const WITHIN = 0.98;

  /** A colour of a scale, from its anchors; share from 0 to 1. */
  const blend = (anchors, share) => {
    const at = Math.min(share * (anchors.length - 1), anchors.length - 1 - 1e-9);
    const [from, to] = [anchors[Math.floor(at)], anchors[Math.floor(at) + 1]];
    return [1, 3, 5].map(k => {
      const [a, b] = [parseInt(from.slice(k, k + 2), 16), parseInt(to.slice(k, k + 2), 16)];
      return Math.round(a + (at - Math.floor(at)) * (b - a));
    });
  };

  const map = (figure, data) => {
    const plot = figure.querySelector('.plot');
    const rows = data.values.length / data.columns;
    if (data.symmetric) {
      data.values.forEach((value, k) => {
        const [row, column] = [Math.floor(k / data.columns), k % data.columns];
        if (row < column) data.values[column * data.columns + row] = value;
      });
    }
    const finite = data.values.filter(value => value != null);
    plot.innerHTML = '<div class="map"><canvas></canvas><div class="scale"></div><div class="ends">'
      + '<span></span><span></span></div><output></output></div>';
    const canvas = plot.querySelector('canvas');
    const output = plot.querySelector('output');
    canvas.width = data.columns;
    canvas.height = rows;

    const build = () => {
      const log = switches(figure).colour;
      const shown = log ? finite.filter(value => value > 0) : finite;
      let low = shown.reduce((a, b) => Math.min(a, b), Infinity);
      let high = shown.reduce((a, b) => Math.max(a, b), -Infinity);
      const signed = !log && low < 0 && high > 0;
      let beyond = ['', ''];
      if (signed) {
        const most = Math.max(-low, high);
        // A few large elements, on a diagonal mostly, would leave all others pale.
        const sizes = shown.map(Math.abs).sort((a, b) => a - b);
        high = sizes.length < MANY ? most : sizes[Math.floor(WITHIN * (sizes.length - 1))] || most;
        low = -high;
        if (high < most) beyond = ['≤ ', '≥ '];
      }
      const anchors = signed ? SIGNED : RISING;
      const height = log ? Math.log : value => value;
      const image = new ImageData(data.columns, rows);
      data.values.forEach((value, k) => {
        if (value == null || (log && value <= 0)) return;
        const share = high > low ? (height(value) - height(low)) / (height(high) - height(low)) : 0.5;
        image.data.set([...blend(anchors, Math.min(1, Math.max(0, share))), 255], 4 * k);
      });
      canvas.getContext('2d').putImageData(image, 0, 0);
      plot.querySelector('.scale').style.background = `linear-gradient(to right, ${anchors.join(', ')})`;
      const [least, most] = plot.querySelectorAll('.ends span');
      least.textContent = beyond[0] + text(low);
      most.textContent = beyond[1] + text(high);
    };

    canvas.addEventListener('pointermove', event => {
      const box = canvas.getBoundingClientRect();
      const row = Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * rows)));
      const column = Math.min(data.columns - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * data.columns)));
      const value = data.values[row * data.columns + column];
      output.textContent = `${data.name}[${data.firstRow + row * data.block}, ${data.firstColumn + column * data.block}] = ${text(value)}`;
    });
    canvas.addEventListener('pointerleave', () => { output.textContent = ''; });
    build();
    figure.querySelectorAll('input').forEach(input => input.addEventListener('change', build));
    return build;
  };

  const figures = [...document.querySelectorAll('figure.chart')];
  const builds = figures.map(figure => {
    const data = JSON.parse(figure.querySelector('script').textContent);
    return data.kind === 'map' ? map(figure, data) : curves(figure, data);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => builds.forEach(build => build()));
})();
