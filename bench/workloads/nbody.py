def step(bodies, dt):
    for i, (p, v, m) in enumerate(bodies):
        for q, w, n in bodies[i + 1 :]:
            dx, dy, dz = p[0] - q[0], p[1] - q[1], p[2] - q[2]
            scale = dt / (dx * dx + dy * dy + dz * dz) ** 1.5
            for k, d in enumerate((dx, dy, dz)):
                v[k] -= d * n * scale
                w[k] += d * m * scale
    for p, v, _ in bodies:
        for k in range(3):
            p[k] += dt * v[k]


bodies = [([i * 1.1, i * 0.7 + 1, 3.0 - i], [0.1 * i, 0.2, -0.1 * i], 1.0 + i) for i in range(5)]
for _ in range(600):
    step(bodies, 0.001)
